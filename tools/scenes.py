"""What a hall needs so that no page of it is empty: a few people use it for a morning, through its own API.

Each scene asks the hall for what a page shows, as its page would; all people and texts are those of the demo
university or invented. `tools.pictures` plays them before it takes pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from chalicelib.shared.clock import CHINA
from tests.answers import answers
from tests.http.conftest import decide, filled, submit, task_of
from tests.visitor import Answer, Visitor
from tests.whole_hall import wait_for

STUDENT, CLASSMATE, COUNSELLOR, LEADER = "2023010101", "2023010103", "120110", "120102"
TEACHER, DEAN, ADMINISTRATOR, PRESIDENTS_OFFICE = "120111", "120101", "111402", "110102"
NETWORK_HEAD, SCIENCE_HEAD, PUBLICITY, ASSETS, STUDENT_HEAD = "111401", "110901", "112102", "112202", "110601"


class Morning:
    """`visit` gives somebody who is signed in; everything a page needs to be told of is left in `ids`."""

    def __init__(self, visit: Callable[[str], Visitor]) -> None:
        self.visit = visit
        self.today = datetime.now(CHINA).date()
        self.ids: dict[str, str] = {}

    def play(self) -> dict[str, str]:
        """All scenes; ids for the addresses of pages."""
        for scene in (self.kept, self.ranked, self.certified, self.connected, self.collected):
            scene()
        for scene in (self.notified, self.called, self.exported, self.served):
            scene()
        return self.ids

    def kept(self) -> None:
        """Favourites, a draft, phrases, a stand-in: what home and "mine" show."""
        student, counsellor = self.visit(STUDENT), self.visit(COUNSELLOR)
        for code in ("student-leave", "introduction-letter", "dormitory-repair", "grades"):
            student.call("PUT", f"/me/favourites/{code}")
        draft = {"version": 1, "answers": {"recipient": "郑州市档案馆"}}
        taken(student.call("POST", "/drafts/introduction-letter", draft, If_Match='"0"'))
        for phrase in ("情况属实，同意。", "请补充就诊医院和日期。", "已电话核实家长知情。"):
            counsellor.call("POST", "/me/phrases", {"text": phrase})

    def ranked(self) -> None:
        """Two of a class ask for a scholarship and wait to be ranked by their school."""
        counsellor = self.visit(COUNSELLOR)
        for account, points in ((STUDENT, 3.86), (CLASSMATE, 3.71)):
            made = self.made(account, "scholarship", gpa=points)
            self.decided(counsellor, made, "成绩和材料已核对。", gpa_checked=points)

    def certified(self) -> None:
        """A letter of introduction is issued: a certificate with a code."""
        made = self.made(STUDENT, "introduction-letter", recipient="郑州市档案馆", visitors="林晓雨", people_count=1)
        self.decided(self.visit(COUNSELLOR), made, "情况属实。")
        self.decided(self.visit(PRESIDENTS_OFFICE), made, "同意出具。")

        def issued() -> list[Any]:
            return [one for one in self.visit(STUDENT).get("/me/certificates")["items"] if one["code"]]

        [paper, *_] = wait_for(issued, 40, what="the certificate")
        self.ids |= {"code": paper["code"], "number": paper["case_number"]}

    def connected(self) -> None:
        """Two addresses of the campus network, one recorded, one still with the centre: for exports and my data."""
        first = self.made(TEACHER, "ip-address", device_name="计算化学实验室计算节点 3", public_access=False)
        self.decided(self.visit(DEAN), first, "同意。")
        until = (self.today + timedelta(days=365)).isoformat()
        address = {"ip_address": "10.20.30.41", "netmask": "255.255.255.0", "gateway": "10.20.30.1"}
        self.decided(self.visit(ADMINISTRATOR), first, "已分配。", valid_until=until, **address)
        self.made(TEACHER, "ip-address", device_name="质谱仪控制机", public_access=False)

    def collected(self) -> None:
        """Some have entered what they studied; the Publicity Department sees who has not."""
        for account, topic, hours in ((SCIENCE_HEAD, "科技伦理专题学习", 2), (DEAN, "教育强国建设规划纲要", 3)):
            made = self.made(account, "theory-study", topic=topic, hours=hours)
            self.decided(self.visit(PUBLICITY), made, "")

    def notified(self) -> None:
        """The Assets Office tells two people what to pay; one list has a row that is no good."""
        assets = self.visit(ASSETS)
        until = (self.today + timedelta(days=20)).isoformat()
        rows = [f"{id},35.00,{until},学生证工本费" for id in (STUDENT, CLASSMATE, "9999999999")]
        content = ("学号,金额,截止日期,备注\n" + "\n".join(rows) + "\n").encode()
        words = {
            "title_zh": "学生证补办工本费",
            "title_en": "Student cards: cost of replacement",
            "text_zh": "请在截止日期前到国有资产管理处窗口缴费。",
            "text_en": "Please pay at the counter of the Assets Office by the day given.",
        }
        wish = {"unit": "assets", "to": "list", "mode": "best", "file": "cards.csv", "size": len(content), **words}
        bill = taken(assets.call("POST", "/notices", wish, Idempotency_Key="pictures-notice-1"))
        assets.post_file(bill["post"], content)
        taken(assets.call("POST", f"/notices/{bill['id']}/check"))
        self.bill(assets, bill["id"], "ready")
        taken(assets.call("POST", f"/notices/{bill['id']}/send", {"at": ""}))
        self.bill(assets, bill["id"], "sent")
        self.ids["notice"] = bill["id"]

    def bill(self, assets: Visitor, id: str, state: str) -> None:
        wait_for(lambda: assets.get(f"/notices/{id}")["state"] == state, 40, what=f"the notice to be {state}")

    def called(self) -> None:
        """A system that answers that it has no such account: deliveries that went well and one that did not."""
        head = self.visit(NETWORK_HEAD)
        hooks = head.get("/units/network-centre/webhooks")["items"]
        for hook in hooks:
            head.call("POST", f"/units/network-centre/webhooks/{hook['id']}/test")

    def exported(self) -> None:
        """A finished file of this month, and a key for a system."""
        head = self.visit(NETWORK_HEAD)
        month = {"from": self.today.replace(day=1).isoformat(), "to": self.today.isoformat()}
        job = taken(head.call("POST", "/exports", {"services": ["ip-address"], "format": "xlsx", **month}))
        wait_for(lambda: head.get(f"/exports/{job['id']}")["state"] == "done", 60, what="the export")
        until = (self.today + timedelta(days=180)).isoformat()
        wish = {"name": "网络运行数据平台", "services": ["ip-address"], "until": until}
        taken(head.call("POST", "/units/network-centre/keys", wish))

    def served(self) -> None:
        """Two have come to the counter of three offices: one is at a window, for the other a case was entered."""
        clerk, line = self.visit(SCIENCE_HEAD), "/counters/research/queue"
        mine = taken(clerk.call("POST", f"{line}/calls", {"window": "8"}))
        form = self.at_window(clerk, f"{line}/tickets/{mine['id']}/entry", kind="cross", account="new")
        taken(clerk.call("POST", f"{line}/tickets/{mine['id']}/entry", {"form": form}))
        self.ids["at_window"] = taken(clerk.call("POST", f"{line}/calls", {"window": "9"}))["id"]

    def at_window(self, clerk: Visitor, entry: str, **chosen: Any) -> dict[str, Any]:
        """The form of who stands there, filled in; nothing is scanned."""
        shown = clerk.get(entry)
        fields = [field for field in shown["fields"] if not field.get("files")]
        for field in fields:
            if field["type"] == "register_row":
                found = clerk.get(f"{entry}/fields/{field['name']}/rows")["items"]
                field["value"] = found[0]["value"] if found else None
            field["value"] = chosen.get(field["name"], field.get("value"))
        return answers(fields, shown["applicant"], self.today, lambda field: "")

    def made(self, account: str, service: str, **chosen: Any) -> str:
        """The id of an application that somebody hands in, complete."""
        visitor = self.visit(account)
        return str(taken(submit(visitor, service, filled(visitor, service, **chosen)))["id"])

    def decided(self, visitor: Visitor, application: str, opinion: str, **fields: Any) -> None:
        task = task_of(visitor, application)
        taken(decide(visitor, task["task_id"], opinion=opinion, fields=fields))


def taken(answer: Answer) -> Any:
    """What was answered; a picture without it would show an empty page."""
    if answer.status >= 300:
        raise RuntimeError(f"{answer.status} {answer.text[:600]}")
    return answer.json
