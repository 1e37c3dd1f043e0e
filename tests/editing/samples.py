"""Definitions as departments' editors would send them."""

from __future__ import annotations

GUIDE = """\
service: invoice-titles
name: {zh: 开票信息查询, en: Invoice details}
summary: {zh: 学校开具发票的抬头与税号。, en: Name and tax number for invoices to the university.}
owner_unit: finance
archetype: GUIDE
area: finance_research
themes: [money]
audience: [staff, cadre]
guide:
  instruction: {zh: 索取发票时请提供下列信息。, en: Give these details when you ask for an invoice.}
  range: {zh: 全体教职工。, en: All staff.}
  procedure: {zh: 无需申请，直接使用。, en: Nothing to apply for.}
  contacts: [{unit: finance, phone: 0000-88111101}]
  fee: {zh: 不收费, en: Free of charge}
  result: {zh: 取得开票信息。, en: You have the details.}
"""

FLOW = """\
service: invoice-titles
name: {zh: 开票申请, en: Ask for an invoice}
summary: {zh: 申请由财务处开具发票。, en: Ask the Finance Office for an invoice.}
owner_unit: finance
archetype: APPLY
area: finance_research
themes: [money]
audience: [staff, cadre]
limit: 3 workdays
subject: {zh: "开票：{purpose}", en: "Invoice: {purpose}"}
guide:
  instruction: {zh: 写明开票事由和金额。, en: Say what it is for and how much.}
  range: {zh: 全体教职工。, en: All staff.}
  procedure: {zh: 提交后由财务处办理。, en: The Finance Office does it.}
  contacts: [{unit: finance, phone: 0000-88111101}]
  fee: {zh: 不收费, en: Free of charge}
  result: {zh: 电子发票。, en: An electronic invoice.}
form:
  - {field: purpose, type: text, label: {zh: 事由, en: Purpose}, required: true, max_length: 80}
flow:
  - step: handle
    title: {zh: 财务处办理, en: Finance Office}
    by: {role: officer, unit: finance}
    within: 2 workdays
"""
