"""A service that asks everything a form can ask; only the tests of the controls have it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.portal.example import SERVICE

COLUMNS: list[dict[str, Any]] = [
    {"field": "subject", "type": "text", "label": {"zh": "科目", "en": "Subject"}, "required": True},
    {"field": "amount", "type": "money", "label": {"zh": "调整金额", "en": "Change"}, "min": -10_000_000},
]
FORM: list[dict[str, Any]] = [
    {"field": "name", "type": "text", "label": {"zh": "事项名称", "en": "Name of the matter"}, "required": True,
     "max_length": 20, "repeat": True},
    {"field": "identity", "type": "id_number", "label": {"zh": "身份证号", "en": "Identity number"}, "required": True},
    {"field": "student", "type": "student_number", "label": {"zh": "学号", "en": "Student number"}},
    {"field": "campus", "type": "campus", "label": {"zh": "校区", "en": "Campus"}},
    {"field": "where", "type": "place", "label": {"zh": "地点", "en": "Place"}},
    {"field": "items", "type": "rows", "label": {"zh": "预算调整", "en": "Budget changes"}, "columns": COLUMNS,
     "totals": ["amount"], "balance": [{"column": "amount", "equals": 0}], "max_rows": 4},
    {"field": "moved", "type": "computed", "result": "money",
     "label": {"zh": "调整笔数乘以一元", "en": "One yuan a row"},
     "compute": {"product": [{"count": "items"}, 100]}},
    {"field": "why", "type": "long_text", "label": {"zh": "说明", "en": "Why"}, "when": {"moved": {"gt": 100}}},
    {"field": "photo", "type": "picture", "label": {"zh": "现场照片", "en": "Photo"}},
    {"field": "proof", "type": "file", "label": {"zh": "证明", "en": "Proof"}, "max_count": 3},
    {"field": "earlier", "type": "application", "label": {"zh": "原申请", "en": "Earlier application"}},
    {"field": "staff_only", "type": "text", "label": {"zh": "工资号", "en": "Payroll number"}, "audience": ["staff"]},
    {"field": "signed", "type": "signature", "label": {"zh": "签名", "en": "Signature"}, "required": True},
]  # fmt: skip
EVERYTHING = replace(SERVICE, code="everything", form=FORM)
