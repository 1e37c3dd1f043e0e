"""What the rooms answer, as in the description of the API."""

from __future__ import annotations

from typing import Any

from chalicelib.shared.text import Text

SUMMARY: dict[str, Any] = {
    "code": "undergraduate-leave",
    "version": 3,
    "name": Text("本科生请销假", "Undergraduate leave"),
    "summary": Text("请假与销假", "Leave and return"),
    "owner_unit": "student-affairs",
    "archetype": "approval",
    "area": "student",
    "themes": ("student-life",),
    "audience": ("undergraduate",),
    "aliases": ("请假条",),
    "keywords": ("请假",),
    "channel": {"state": "online"},
    "limit": "3 workdays",
}
GUIDE: dict[str, Any] = {"instruction": Text("先填表", "Fill in the form first"), "contacts": []}
FORM: dict[str, Any] = {
    "service": {"code": SUMMARY["code"], "version": 3, "name": SUMMARY["name"], "channel": {"state": "online"}},
    "fields": [{"name": "kind", "type": "choice", "label": Text("请假类型", "Kind of leave"), "required": True}],
    "materials": [],
}
APPLICATION: dict[str, Any] = {
    "id": "mfzwizltoq3gk5dcnrqwg2lomu",
    "number": "20261123-004217",
    "query_code": "7KD3FM",
    "service": {"code": SUMMARY["code"], "version": 3, "name": SUMMARY["name"]},
    "title": Text("李明的请假", "Li Ming's leave"),
    "state": "in_progress",
    "state_text": Text("办理中", "In progress"),
    "applicant": {"id": "2023010001", "name": Text("李明", "Li Ming"), "category": "undergraduate", "units": []},
    "submitted_at": "2026-11-23T01:00:00.000Z",
    "updated_at": "2026-11-23T01:30:00.000Z",
    "seq": 7,
    "form": [
        {
            "name": "kind",
            "type": "choice",
            "label": Text("请假类型", "Kind of leave"),
            "value": "sick",
            "display": Text("病假", "Sick leave"),
            "changed": False,
            "pin": None,
        }
    ],
    "files": [{"id": "u1", "name": "诊断.pdf", "size": 12, "type": "application/pdf", "field": "evidence"}],
    "timeline": [
        {
            "seq": 1,
            "type": "application:submitted",
            "at": "2026-11-23T01:00:00.000Z",
            "by": {"name": Text("李明", "Li Ming"), "position": None},
            "text": Text("提交了申请", "Submitted"),
        }
    ],
    "steps": [
        {
            "step": "counsellor_review",
            "title": Text("辅导员审核", "Counsellor's review"),
            "status": "now",
            "entry": 1,
            "holder": {"name": Text("计科2301班辅导员", "Counsellor, CS 2301"), "people": []},
            "opened_at": "2026-11-23T01:00:01.000Z",
            "due_at": "2026-11-24T01:00:01.000Z",
            "overdue": False,
            "decided_at": None,
            "opinion": None,
            "by": None,
        }
    ],
    "diagram": {"zh": "<svg/>", "en": "<svg/>"},
    "actions": ["withdraw"],
    "task": None,
    "urged": {"count": 1, "at": "2026-11-23T01:20:00.000Z"},
    "correction": None,
}
TASK: dict[str, Any] = {
    "id": f"{APPLICATION['id']}.counsellor_review.1.1",
    "step": "counsellor_review",
    "title": Text("辅导员审核", "Counsellor's review"),
    "kind": "approval",
    "state": "pending",
    "due_at": None,
    "opinion_required": True,
    "decided_by": None,
    "decided_at": None,
    "fields": [],
    "may": ["claim", "transfer", "add_signer", "delegate"],
    "claimed_by": None,
    "return_to": [
        {"step": "class_review", "title": Text("班主任审核", "Class review"), "by": Text("赵老师", "Mr Zhao")}
    ],
    "shares": [
        {
            "n": 1,
            "holder": Text("计科2301班辅导员", "Counsellor, CS 2301"),
            "kind": "base",
            "state": "pending",
            "by": None,
            "opinion": None,
            "asked": None,
            "removable": False,
        }
    ],
}
TASK_ROW: dict[str, Any] = {
    "task_id": f"{APPLICATION['id']}.counsellor_review.1.1",
    "application_id": APPLICATION["id"],
    "number": APPLICATION["number"],
    "service": {"code": SUMMARY["code"], "name": SUMMARY["name"]},
    "title": APPLICATION["title"],
    "applicant_name": Text("李明", "Li Ming"),
    "step": "counsellor_review",
    "step_title": Text("辅导员审核", "Counsellor's review"),
    "opened_at": "2026-11-23T01:00:01.000Z",
    "due_at": None,
    "overdue": False,
}
PROGRESS: dict[str, Any] = {
    "number": APPLICATION["number"],
    "service": {"code": SUMMARY["code"], "name": SUMMARY["name"]},
    "state": "in_progress",
    "state_text": APPLICATION["state_text"],
    "submitted_at": "2026-11-23T01:00:00.000Z",
    "steps": [
        {"title": Text("辅导员审核", "Counsellor's review"), "status": "now", "decided_at": None, "due_at": None},
    ],
}

WAY: dict[str, Any] = {
    "service": {"code": "undergraduate-leave", "version": 3, "name": {"zh": "本科生请销假", "en": "Student leave"}},
    "steps": [
        {
            "step": "counsellor_review",
            "title": {"zh": "辅导员审核", "en": "Counsellor's review"},
            "status": "next",
            "holder": {
                "name": {"zh": "计科2301班辅导员", "en": "Counsellor, CS 2301"},
                "people": [{"name": {"zh": "王老师", "en": "Ms Wang"}, "phone": "0000-88110233"}],
                "pool": False,
            },
            "within": {"zh": "1 个工作日内", "en": "within 1 working day"},
            "expected_at": "2026-11-24T09:30:00.000Z",
            "only_if": None,
            "beside": None,
        }
    ],
    "finish_at": "2026-11-24T09:30:00.000Z",
    "questions": [{"zh": "请假天数", "en": "Days of leave"}],
}

PROOF: dict[str, Any] = {
    "service": WAY["service"],
    "owner": {"zh": "学生处", "en": "Student Affairs Office"},
    "errors": 0,
    "warnings": 1,
    "findings": [
        {
            "level": "warning",
            "code": "nobody",
            "pointer": "/flow/1/by",
            "message": {"zh": "环节“学院审核”没有人可以办理", "en": "“College review”: nobody can act"},
            "step": "college_review",
            "units": [{"id": "college-cs", "name": {"zh": "计算机学院", "en": "Computing"}, "phone": "", "email": ""}],
        }
    ],
}
DIFFERENCE: dict[str, Any] = {
    "part": "flow",
    "part_title": {"zh": "办理流程", "en": "Flow"},
    "kind": "changed",
    "kind_title": {"zh": "修改", "en": "Changed"},
    "what": {"zh": "学院审核 · 时限", "en": "College review · Time limit"},
    "before": {"zh": "1 个工作日", "en": "1 working day"},
    "after": {"zh": "2 个工作日", "en": "2 working days"},
}
MIGRATION: dict[str, Any] = {
    "id": "mfzwizltoq3gk5dcnrqwg2lomu",
    "number": "20261123-004217",
    "seq": 7,
    "title": {"zh": "李明的病假申请（2 天）", "en": "Sick leave of Li Ming, 2 days"},
    "state": "in_progress",
    "state_text": {"zh": "办理中", "en": "In progress"},
    "submitted_at": "2026-11-23T02:00:00.000Z",
    "version": 2,
    "came_from": None,
    "same": False,
    "blocked": False,
    "stands": [
        {
            "step": "college_review",
            "title": {"zh": "学院审核", "en": "College review"},
            "open": False,
            "holders": [{"zh": "计算机学院教学秘书", "en": "Teaching secretary, Computing"}],
            "people": [{"zh": "王老师", "en": "Ms Wang"}],
        }
    ],
    "kept": [],
    "closed": [{"zh": "学院初审", "en": "First review"}],
    "signed": [],
    "misfits": [{"field": "reason", "label": {"zh": "事由", "en": "Reason"}, "why": {"zh": "必填", "en": "is needed"}}],
}
