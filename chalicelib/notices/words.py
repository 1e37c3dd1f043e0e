"""What channels, groups of messages, states and reasons are called on screen."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.notices.messages import Group
from chalicelib.notices.states import Channel, State
from chalicelib.shared.text import Text

CHANNELS: Mapping[Channel, Text] = {
    Channel.HALL: Text("大厅消息", "In the hall"),
    Channel.WECOM: Text("企业微信", "WeCom"),
    Channel.MAIL: Text("邮件", "Email"),
    Channel.SMS: Text("短信", "SMS"),
}
GROUPS: Mapping[Group, Text] = {
    Group.OUTCOME: Text("我的申请：提交回执、退回和结果", "My applications: receipts, returns and results"),
    Group.PROGRESS: Text("我的申请：每一步进展", "My applications: every step on the way"),
    Group.TALK: Text("留言和答复", "Messages and answers"),
    Group.TASKS: Text("等我办理的事项", "What waits for me to handle"),
    Group.REMINDERS: Text("催办和到期提醒", "Requests to hurry and reminders"),
    Group.LATE: Text("超期和督办", "What is overdue or supervised"),
    Group.COPIES: Text("抄送和告知", "Copies for my information"),
    Group.CHARGES: Text("部门通知和应缴费用", "Departments' notices and charges"),
    Group.APPOINTMENTS: Text("窗口预约", "Appointments at counters"),
}
STATES: Mapping[State, Text] = {
    State.SPARE: Text("备用，未使用", "Kept in reserve, not needed"),
    State.QUEUED: Text("待重试", "Will be tried again"),
    State.WAITING: Text("等到时间再发", "Waits for its hour"),
    State.GATHERED: Text("并入汇总邮件", "Part of a digest"),
    State.SENDING: Text("正在发送", "Being sent"),
    State.SKIPPED: Text("未发送", "Not sent"),
    State.SUPPRESSED: Text("地址失效，未发送", "Address is dead, not sent"),
    State.FAILED: Text("发送失败", "Failed"),
    State.UNCONFIRMED: Text("已发出，结果不明", "Sent, outcome unknown"),
    State.SENT: Text("已发出", "Sent"),
    State.DELIVERED: Text("已送达", "Delivered"),
    State.BOUNCED: Text("被退回", "Bounced"),
    State.COMPLAINED: Text("被标为垃圾邮件", "Reported as spam"),
    State.READ: Text("已读", "Read"),
}
REASONS: Mapping[str, Text] = {
    "no_email": Text("没有邮箱地址", "There is no email address"),
    "no_mobile": Text("没有手机号码", "There is no mobile number"),
    "not_chosen": Text("本人没有选择这个渠道", "The person did not choose this channel"),
    "sms_not_chosen": Text("本人没有开通短信", "The person did not choose text messages"),
    "paused": Text("退信过多，邮件暂停发送", "Mail is paused because too much bounced"),
    "person_gone": Text("查无此人", "The person is not known any more"),
    "no_longer_current": Text("发送前事项已办完", "It was overtaken before it was sent"),
    "nobody_to_tell": Text("岗位上没有人", "Nobody holds the position"),
    "gave_up": Text("多次重试仍失败", "Given up after several tries"),
    "answer_lost": Text("服务商没有答复", "The provider did not answer"),
    "interrupted": Text("发送时中断", "Interrupted while it was sent"),
    "invaliduser": Text("不是企业微信成员", "Not a member in WeCom"),
    "no_template": Text("短信模板没有报备", "The text's template is not registered"),
}


def reason_text(reason: str) -> Text | None:
    """Words for a reason; a provider's own code stays as it is, a time to wait for says itself."""
    known = REASONS.get(reason.partition(":")[0])
    return known or (Text(reason, reason) if reason else None)
