"""The words a definition may use to say what a service is: areas, themes, archetypes, channel states.

Areas are the six of C-04. S-01 speaks of eleven themes without naming them; these eleven are ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.people import CATEGORY_NAMES
from chalicelib.shared.text import Text

AREAS: Mapping[str, Text] = {
    "party_administration": Text("党政事务", "Party affairs and administration"),
    "finance_research": Text("财务与科研", "Finance and research"),
    "teaching_registrar": Text("教学与教务", "Teaching and registrar"),
    "hr_assets": Text("人事与资产", "Human resources and assets"),
    "information_service": Text("信息与服务", "Information and services"),
    "campus_service": Text("校园与生活", "Campus and living"),
}
"""Code -> name, in the order they are shown; every service has exactly one."""

THEMES: Mapping[str, Text] = {
    "leave": Text("请假报备", "Leave and absence"),
    "study": Text("学籍考试", "Study and examinations"),
    "graduation": Text("毕业离校", "Graduation and departure"),
    "funding": Text("奖助勤贷", "Grants and student work"),
    "housing": Text("住宿生活", "Housing and daily life"),
    "letters": Text("证明用印", "Letters, certificates and seals"),
    "going_abroad": Text("出国出境", "Going abroad"),
    "research": Text("科研成果", "Research and technology transfer"),
    "money": Text("财务资产", "Money and assets"),
    "network": Text("网络信息", "Network and IT"),
    "voice": Text("咨询建议", "Questions and suggestions"),
}
"""Code -> name, in the order they are shown; a service has one or more."""

ARCHETYPES: Mapping[str, Text] = {
    "APPLY": Text("申请审批", "Application and approval"),
    "FILE": Text("报备", "Notification for the record"),
    "COLLECT": Text("填报登记", "Collection of information"),
    "CERT": Text("证明证件", "Certificate or document"),
    "BOOK": Text("资源预约", "Booking"),
    "QUERY": Text("数据查询", "Data query"),
    "CLAIM": Text("认领联办", "Joint handling"),
    "CLEAR": Text("并联会签", "Parallel clearance"),
    "PROV": Text("资源开通", "Provisioning"),
    "REPAIR": Text("报修", "Repair"),
    "QA": Text("答疑信箱", "Questions and letters"),
    "BILL": Text("通知缴费", "Notice of payment"),
    "LINK": Text("应用入口", "Linked application"),
    "WINDOW": Text("窗口办理", "At the counter"),
    "GUIDE": Text("办事指南", "Guide only"),
}

ENTRIES = frozenset({"LINK", "QUERY", "BILL", "GUIDE", "WINDOW"})
"""Archetypes that may stand in the catalogue without form and flow; the first three then say where they lead."""
LEADING = frozenset({"LINK", "QUERY", "BILL"})


def is_entry(raw: Mapping[str, object]) -> bool:
    """Whether a definition only leads somewhere or only explains: nobody starts it here (N6, H-02)."""
    return str(raw.get("archetype")) in ENTRIES and not raw.get("form") and not raw.get("flow")


def is_unbuilt(raw: Mapping[str, object]) -> bool:
    """Whether a definition is planned or being built for all it says itself, so that its parts may be missing."""
    channel = raw.get("channel")
    if not isinstance(channel, Mapping) or not isinstance(channel.get("then", []), list):
        return False
    stages = [channel.get("state"), *(one.get("state") for one in channel.get("then", []) if isinstance(one, Mapping))]
    return all(isinstance(state, str) and state in UNBUILT for state in stages)


CHANNEL_STATES: Mapping[str, Text] = {
    "planned": Text("计划建设", "Planned"),
    "building": Text("建设中", "In development"),
    "testing": Text("内部测试", "In testing"),
    "trial": Text("试运行", "Trial"),
    "dual": Text("线上线下并行", "Online or at the counter"),
    "online": Text("网上办理", "Online only"),
    "suspended": Text("暂停办理", "Suspended"),
    "retired": Text("已停用", "Retired"),
}
"""The life of a service in its order (N10, N12, H-01, S-07). `catalogue.channel` says what each means on a day."""

UNBUILT = frozenset({"planned", "building"})
"""Known to those who look after it; guide, form and flow may still be missing."""
OPEN_STATES = frozenset({"online", "dual", "trial"})
"""Whoever it is for may start it; one in `testing` only its cohort."""
FORMER_STATES: Mapping[str, str] = {"closed": "suspended"}
"""Words of versions that were published before, and what they are called now."""

CATEGORIES: Mapping[str, Text] = CATEGORY_NAMES
"""Audiences are the categories of persons; what is for all staff names `staff` and `cadre`."""
