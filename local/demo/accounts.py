"""The accounts a newcomer is told to sign in with: one for every part somebody plays in the first services."""

from __future__ import annotations

from typing import NamedTuple

from chalicelib.shared.text import Text
from local.demo.university import demo_university


class DemoAccount(NamedTuple):
    """`login` is what the sign-in page asks for; `about` says in both languages who that is."""

    login: str
    person_id: str
    name: Text
    about: Text


_ACCOUNTS = (
    ("2023010101", "本科生，计科2301班", "Undergraduate, Class CS2301"),
    ("2022010101", "应届毕业本科生，计科2201班（办理离校）", "Graduating undergraduate, Class CS2201 (leaving)"),
    ("2025510101", "研究生，计科研25班", "Postgraduate, Class CSG25"),
    ("marie.dubois", "留学生，使用网络账号登录", "International student, signs in with a network account"),
    ("120110", "辅导员（计科2301班、2501班）", "Counsellor of Classes CS2301 and CS2501"),
    (
        "120109",
        "辅导员（计科2201班、2401班、研究生、留学生）",
        "Counsellor of CS2201, CS2401, postgraduates, international",
    ),
    ("120102", "计算机学院学生工作负责人", "Head of student affairs, School of Computing"),
    ("120101", "计算机学院院长（处级干部）", "Dean, School of Computing (senior staff)"),
    ("120103", "计算机学院副院长（副处级干部）", "Vice-Dean, School of Computing (senior staff, deputy rank)"),
    ("120104", "计算机学院教学秘书", "Teaching secretary, School of Computing"),
    ("120105", "计算机学院研究生秘书", "Graduate secretary, School of Computing"),
    ("120106", "计算机学院科研秘书", "Research secretary, School of Computing"),
    ("120107", "计算机学院外事秘书、经办人", "Foreign affairs secretary and officer, School of Computing"),
    ("120108", "计算机学院团委书记", "Youth League secretary, School of Computing"),
    ("120111", "任课教师、研究生导师", "Course teacher and supervisor"),
    ("110101", "校长办公室主要负责人（处级干部）", "Director, President's Office (senior staff)"),
    ("110102", "校长办公室经办人", "Officer, President's Office"),
    ("110202", "组织部经办人", "Officer, Party Organisation Department"),
    ("110402", "教务处经办人", "Officer, Registrar's Office"),
    ("110602", "学生处经办人", "Officer, Student Affairs Office"),
    ("110702", "校团委经办人", "Officer, Youth League Committee"),
    ("110901", "科学技术处负责人（处级干部）", "Director, Office of Science and Technology (senior staff)"),
    ("110902", "科学技术处经办人", "Officer, Office of Science and Technology"),
    ("111102", "财务处经办人", "Officer, Finance Office"),
    ("111202", "法律事务办公室经办人", "Officer, Legal Affairs Office"),
    ("111302", "图书馆经办人", "Officer, Library"),
    ("111401", "网络管理中心负责人（处级干部）", "Director, Network Centre (senior staff)"),
    ("111402", "网络管理中心经办人、大厅技术管理员", "Officer, Network Centre; administrator of the hall"),
    ("111502", "宿舍管理中心经办人（新校区）", "Officer, Dormitory Centre (New Campus)"),
    ("111602", "保卫处经办人（户籍）", "Officer, Security Office (household register)"),
    ("111702", "档案馆经办人", "Officer, Archives"),
    ("111802", "校友工作办公室经办人", "Officer, Alumni Office"),
    ("110302", "人事处经办人", "Officer, Human Resources Office"),
    ("110502", "研究生院经办人", "Officer, Graduate School"),
    ("111501", "宿舍管理中心负责人", "Director, Dormitory Centre"),
    ("111902", "后勤管理处经办人（维修）", "Officer, Logistics Office (repairs)"),
    ("112002", "校医院经办人", "Officer, University Hospital"),
    ("112102", "党委宣传部经办人", "Officer, Publicity Department"),
    ("112202", "国有资产管理处经办人", "Officer, Assets Office"),
    ("100001", "校长", "President"),
    ("100002", "党委书记", "Party Secretary"),
    ("100003", "副校长（分管教学与学生工作）", "Vice-President for Teaching and Students"),
    ("100004", "副校长（分管科研与法务）", "Vice-President for Research and Legal Affairs"),
    ("100007", "党委副书记（分管组织、人事、宣传）", "Deputy Party Secretary (appointments, staff, publicity)"),
)


def demo_accounts() -> list[DemoAccount]:
    """In the order a newcomer would try them: who applies, who decides nearest, who decides last."""
    university = demo_university()
    names = {person.id: person.name for person in university.people}
    found = []
    for login, zh, en in _ACCOUNTS:
        id = university.accounts.get(login, login)
        found.append(DemoAccount(login, id, names[id], Text(zh, en)))
    return found
