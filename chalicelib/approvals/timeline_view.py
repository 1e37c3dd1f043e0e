"""The timeline in words: what happened, who did it in which position, what they said; alike for both sides (C-16)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.applications import REVISE, Application, Definition, Event, EventType, place_in
from chalicelib.approvals.answer import REVISE_TITLE
from chalicelib.approvals.gone_steps import step_of
from chalicelib.approvals.holders import holder_name, position_name
from chalicelib.approvals.past_promise import late_title
from chalicelib.people import PeopleStore
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

INTERNAL = frozenset({EventType.RESTARTED, EventType.EFFECT_DONE})
"""Events about the machinery; part of the record, but of no use to a reader."""
AMONG_HANDLERS = frozenset({EventType.NOTED, EventType.SUPERVISED, EventType.READ})
"""The applicant, and who only got a copy, do not see these."""
WORDLESS = frozenset({EventType.CONSULTED, EventType.ANSWERED, EventType.COPIED, EventType.HELD, EventType.LIFTED})
"""They see that these happened, not what was said."""

EVENT_TEXTS: Mapping[EventType, Text] = {
    EventType.SUBMITTED: Text("提交申请", "Submitted"),
    EventType.RESUBMITTED: Text("修改后重新提交", "Corrected and resubmitted"),
    EventType.WITHDRAWN: Text("撤回申请", "Withdrawn"),
    EventType.COMPLETED: Text("办结", "Completed"),
    EventType.OPENED: Text("{step}：已送达", "{step}: arrived"),
    EventType.APPROVED: Text("{step}：同意", "{step}: approved"),
    EventType.REJECTED: Text("{step}：不通过", "{step}: not approved"),
    EventType.RETURNED: Text("{step}：退回修改", "{step}: returned for correction"),
    EventType.REMINDED: Text("{step}：已提醒", "{step}: reminded"),
    EventType.OVERDUE: Text("{step}：已超时", "{step}: overdue"),
    EventType.URGED: Text("催办", "Urged"),
    EventType.CLAIMED: Text("{step}：认领", "{step}: claimed"),
    EventType.RELEASED: Text("{step}：释放", "{step}: released"),
    EventType.TRANSFERRED: Text("{step}：转办给{to}", "{step}: transferred to {to}"),
    EventType.REASSIGNED: Text("{step}：转由{to}办理", "{step}: now with {to}"),
    EventType.SIGNER_ADDED: Text("{step}：加签{to}", "{step}: {to} added as signer"),
    EventType.SIGNER_REMOVED: Text("{step}：撤下加签", "{step}: added signer removed"),
    EventType.DELEGATED: Text("{step}：委派{to}提出意见", "{step}: {to} asked for advice"),
    EventType.RETRACTED: Text("{step}：取回已作的办理", "{step}: decision taken back"),
    EventType.SUSPENDED: Text("挂起", "Suspended"),
    EventType.RESUMED: Text("恢复办理", "Resumed"),
    EventType.TERMINATED: Text("终止", "Terminated"),
    EventType.MOVED: Text("跳转到{target}", "Moved to {target}"),
    EventType.REOPENED: Text("重启，从{target}继续", "Reopened at {target}"),
    EventType.MIGRATED: Text("改按第 {version} 版流程办理", "Goes on under version {version} of the service"),
    EventType.PROPOSED: Text("提议：{act}", "Proposed: {act}"),
    EventType.DECLINED: Text("不同意提议：{act}", "Proposal declined: {act}"),
    EventType.LATE: Text("超过承诺时限", "Past the promised time"),
    EventType.URGENT: Text("加急", "Marked urgent"),
    EventType.SUPERVISED: Text("督办", "Supervised"),
    EventType.NOTED: Text("内部备注", "Internal note"),
    EventType.MESSAGED: Text("留言", "Message"),
    EventType.READ: Text("已阅", "Read"),
    EventType.CONSULTED: Text("{step}：向{to}征求意见", "{step}: {to} asked for an opinion"),
    EventType.ANSWERED: Text("{step}：答复意见征求", "{step}: opinion given"),
    EventType.CONSULT_WITHDRAWN: Text("{step}：撤回意见征求", "{step}: request for an opinion withdrawn"),
    EventType.COPIED: Text("抄送{to}", "Copied to {to}"),
    EventType.ARCHIVED: Text("已归档", "Archived"),
    EventType.ERASURE_AHEAD: Text("保存期将满，{on}清除", "Its time is nearly over; it is erased on {on}"),
    EventType.HELD: Text("暂停清除", "Erasure stopped"),
    EventType.LIFTED: Text("解除暂停清除", "Erasure no longer stopped"),
    EventType.CALLED: Text("{system}已收到", "{system} has received it"),
    EventType.CALL_FAILED: Text(
        "{system}未能收到，待归口部门处理后重新发送", "{system} did not take it; its owner will see to it"
    ),
    EventType.CERTIFICATE_REISSUED: Text("重新出具{document}", "{document} issued again"),
    EventType.CERTIFICATE_REVOKED: Text("撤销{document}", "{document} revoked"),
    EventType.CERTIFICATE_PRINTED: Text("自助打印{document}，地点：{where}", "{document} printed at {where}"),
    EventType.VERIFIED: Text("已核实：{what}与数据来源一致", "Verified: {what} agrees with its source"),
}
AUTO: Mapping[EventType, Text] = {
    EventType.APPROVED: Text("{step}：到期未办，按规定视为同意", "{step}: not decided in time, approved by rule"),
    EventType.REJECTED: Text("{step}：到期未办，按规定不通过", "{step}: not decided in time, not approved by rule"),
    EventType.RETURNED: Text("{step}：到期未办，按规定退回修改", "{step}: not decided in time, returned by rule"),
}
ACT_TEXTS: Mapping[str, Text] = {
    "terminate": Text("终止", "terminate"),
    "move": Text("跳转", "move"),
    "reopen": Text("重启", "reopen"),
}

ENTERED = Text("在窗口当面录入并提交（{counter}，{ticket} 号）", "Entered at the counter ({counter}, ticket {ticket})")
ADVISED = Text("{step}：提出意见", "{step}: advice given")
RETURNED_TO = Text("{step}：退回到{to}", "{step}: returned to {to}")
SENT_BACK = Text("系统退回修改：{why}", "Returned by the hall: {why}")
PHASE_LATE = Text("{phase}：超过阶段时限", "{phase}: past the limit of this phase")
NOT_SO = Text("已核实：{what}与数据来源不一致（来源为{found}）", "Verified: {what} differs from its source ({found})")
NOT_THERE = Text("已核实：{what}在数据来源中没有记录", "Verified: {what} is not in its source")
NOT_URGENT = Text("取消加急", "No longer urgent")
CALL_LATE = Text("{system}暂未收到，系统正在重试", "{system} has not taken it yet; the hall goes on trying")
DONE = Text("{step}：已完成", "{step}: done")
"""Instead of 'approved' where the applicant does the step: nobody approves their own act."""


CERTIFICATES = frozenset(
    {EventType.CERTIFICATE_REISSUED, EventType.CERTIFICATE_REVOKED, EventType.CERTIFICATE_PRINTED}
)
CALLS = frozenset({EventType.CALLED, EventType.CALL_FAILED})
_TO_STEP = frozenset({EventType.MOVED, EventType.REOPENED})
SKIPPED = {
    "self": Text("{step}：自动跳过（办理人即申请人{who}）", "{step}: skipped ({who} is the applicant)"),
    "repeated": Text("{step}：自动跳过（{who}此前已同意）", "{step}: skipped ({who} has approved before)"),
}
WHY_MOVED = {
    "vacant": Text("岗位空缺", "the position is vacant"),
    "left": Text("办理人已离开", "the handler has left"),
    "self": Text("申请人不能办理本人的申请", "nobody decides their own application"),
    "claim_lost": Text("认领人已不在此岗位", "who had claimed it holds the position no longer"),
}


def timeline_of(
    application: Application, definition: Definition, people: PeopleStore, *, inside: bool
) -> list[dict[str, Any]]:
    """One entry for each event a reader cares for, oldest first; `inside` for who handles it.

    Both sides see the same steps (C-16). What handlers say among themselves stays with them: notes altogether, and of
    a question, an answer or a copy the words.
    """
    hidden = INTERNAL if inside else INTERNAL | AMONG_HANDLERS
    shown = [event for event in application.events if event.type not in hidden]
    told = [(event, inside or event.type not in WORDLESS) for event in shown]
    return [_entry(application, event, definition, people, words=words) for event, words in told]


def _compared(data: Mapping[str, Any]) -> Text:
    """What the source said of an answer that was typed while it was down."""
    text = EVENT_TEXTS[EventType.VERIFIED] if data["same"] else NOT_SO if "found" in data else NOT_THERE
    return text.format(what=Text(*data["label"]), found=Text(*data.get("found", ("", ""))))


def _moved(event: Event, people: PeopleStore) -> tuple[Text, list[dict[str, Any]]]:
    """Where the hall moved shares, in words and one by one: `[{from, to, why}]`."""
    before = {n: f"person:{claimed}" if claimed else holder for n, holder, _unit, claimed in event.data["from"]}
    moved = [
        {"from": holder_name(people, before[n]), "to": holder_name(people, to), "why": WHY_MOVED[why]}
        for n, to, why in event.data["moved"]
    ]
    names = list(dict.fromkeys(one["to"] for one in moved))
    said = Text.listed(names)
    why = moved[0]["why"]
    told = Text("{to}（{why}）", "{to} ({why})").format(to=said, why=why)
    return told, [{key: text.to_dict() for key, text in one.items()} for one in moved]


def title_of_step(application: Application, definition: Definition, step: str | None) -> Text:
    if step is None:
        return Text("", "")
    return REVISE_TITLE if step == REVISE else step_of(application, definition, step).title


def _said(event: Event) -> Text:
    """What an event of its kind says; a call names the system it went to, a certificate its number."""
    if event.type in CERTIFICATES:
        return EVENT_TEXTS[event.type].format(document=_document(event.data["certificate"]), where=_where(event.data))
    if event.type is EventType.ERASURE_AHEAD:
        return EVENT_TEXTS[event.type].format(on=event.data["on"])
    if "entered" in event.data:
        counter, ticket = place_in(event.data)
        return ENTERED.format(counter=counter, ticket=ticket)
    if event.type not in CALLS:
        return EVENT_TEXTS[event.type]
    late = event.type is EventType.CALL_FAILED and not event.data["final"]
    return (CALL_LATE if late else EVENT_TEXTS[event.type]).format(system=Text(*event.data["target"]))


def _where(data: Mapping[str, Any]) -> Text:
    """Hall and place of a kiosk; nothing for what did not happen at one."""
    return Text(*(f"{hall} {data['place']}" for hall in data["hall"])) if "hall" in data else Text("", "")


def _document(certificate: Mapping[str, Any]) -> Text:
    title, number = Text(*certificate["title"]), certificate["number"]
    return Text(f"{title.zh}（{number}）", f"{title.en} ({number})")


def _entry(
    application: Application, event: Event, definition: Definition, people: PeopleStore, *, words: bool = True
) -> dict[str, Any]:
    entry: dict[str, Any] = {"seq": event.seq, "type": event.type.value, "at": stamp(event.at)}
    position = position_name(people, event.by.position.partition(":")[2]) if event.by.position else None
    entry["by"] = {"name": event.by.name.to_dict(), "position": position.to_dict() if position else None}
    if event.by.principal:
        entry["by"]["principal"] = event.by.principal[1].to_dict()
    text, title = _said(event), title_of_step(application, definition, event.step)
    if event.type is EventType.APPROVED and not event.by.position:
        text = DONE
    if event.type is EventType.LATE and "phase" in event.data:
        text = PHASE_LATE.format(phase=late_title(event.data))
    if event.type is EventType.VERIFIED:
        text = _compared(event.data)
    if event.type is EventType.URGENT and not event.data["urgent"]:
        text = NOT_URGENT
    elif event.data.get("auto"):
        text = AUTO[event.type]
    elif event.type is EventType.APPROVED and event.data.get("skipped"):
        text = SKIPPED[event.data["skipped"]].format(who=Text(*event.data["skipped_for"]), step="{step}")
    elif event.data.get("advice"):
        text = ADVISED
    elif event.type is EventType.RETURNED and event.data.get("to"):
        text = RETURNED_TO.format(to=title_of_step(application, definition, event.data["to"]), step="{step}")
    if "refused" in event.data:
        text = SENT_BACK.format(why=Text(*event.data["why"]))
    to = Text(*event.data["to_name"]) if "to_name" in event.data else Text("", "")
    target = title_of_step(application, definition, event.data.get("to")) if event.type in _TO_STEP else Text("", "")
    act = ACT_TEXTS.get(event.data.get("act", ""), Text("", ""))
    if event.type is EventType.REASSIGNED:
        to, entry["moved"] = _moved(event, people)
    entry["text"] = text.format(step=title, to=to, target=target, act=act, version=event.data.get("to")).to_dict()
    if event.step:
        entry |= {"step": event.step, "step_title": title.to_dict()}
    for key in ("opinion", "reason", "reference"):
        if words and event.data.get(key) and event.type is not EventType.REASSIGNED:
            entry["opinion"] = event.data[key]
    return entry
