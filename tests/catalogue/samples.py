"""A definition that is right, to be made wrong in one place at a time."""

from __future__ import annotations

from typing import Any

from chalicelib.catalogue import Definition, Problem, check_definition, parse_definition

UNITS = ("registry", "library")
GOOD = """\
service: deferred-exam
requirements: [Z-F20]
name: {zh: 缓考申请, en: Deferred examination}
summary: {zh: 推迟考试。, en: Put off an examination.}
owner_unit: registry
archetype: APPLY
area: teaching_registrar
themes: [study]
audience: [undergraduate, international]
aliases: [缓考]
keywords: [exam]
channel: {state: online, opens: 2026-09-01, closes: 2026-12-31}
limit: 3 workdays
subject: {zh: "{applicant_name}：{course}", en: "{applicant_name}: {course}"}
guide:
  instruction: {zh: 填报说明, en: How to fill it in}
  range: {zh: 本科生, en: Undergraduates}
  procedure: {zh: 办理程序, en: What happens}
  contacts:
    - {unit: registry, phone: 0000-88110402, hours: {zh: 工作日, en: Working days}}
  materials:
    - {name: {zh: 证明, en: Evidence}, field: evidence}
  basis: [{zh: 规定, en: Rules}]
  fee: {zh: 不收费, en: Free of charge}
  result: {zh: 批准, en: Approval}
  faq:
    - {question: {zh: 问, en: Q}, answer: {zh: 答, en: A}}
form:
  - {field: course, type: text, label: {zh: 课程, en: Course}}
  - {field: evidence, type: file, label: {zh: 证明, en: Evidence}}
  - {field: arrangement, type: text, label: {zh: 安排, en: Arrangement}, at_step: review}
flow:
  - step: review
    title: {zh: 审批, en: Approval}
    by: {role: officer, unit: registry}
    fields: {arrangement: required}
"""


def definition_of(source: str = GOOD) -> Definition:
    return parse_definition(source, "catalogue/registry/deferred-exam.yaml")


def problems_in(source: str, **more: Any) -> list[Problem]:
    return check_definition(definition_of(source), units=UNITS, **more)
