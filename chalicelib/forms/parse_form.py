"""From the `form:` part of a definition to a `Form`, with everything that is wrong said at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.catalogue import CATEGORIES, Finding
from chalicelib.forms.field_rules import rule_findings
from chalicelib.forms.field_type import FieldType, find_type, type_codes
from chalicelib.forms.model import Balance, Field, Form, Limits, Option
from chalicelib.forms.wording import called_by
from chalicelib.shared.conditions import All, Compare, Condition, ConditionError, parse_condition
from chalicelib.shared.expressions import Expression, ExpressionError, parse_expression
from chalicelib.shared.text import Text

COMMON_KEYS = frozenset(
    [
        "field",
        "type",
        "label",
        "called",
        "help",
        "example",
        "required",
        "when",
        "prefill",
        "address",
        "when_down",
        "editable",
        "fact",
        "at_step",
        "audience",
        "repeat",
    ]
)
TEXT_KEYS = ("label", "called", "help", "example", "hint")
LIMIT_KEYS = ("min", "max", "min_length", "max_length", "pattern", "decimals", "max_days", "min_rows", "max_rows")
COUNT_KEYS = ("min_length", "max_length", "decimals", "max_days", "max_size_mb", "max_count", "min_rows", "max_rows")
MAX_FIELDS = 200
PARAMETER = re.compile(r"[a-z][a-z_]{0,29}", re.ASCII)


class FormError(ValueError):
    """The definition is not a form; `findings` lists every reason with its place below `form:`."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{finding.path}: {finding.message.en}" for finding in findings))
        self.findings = findings


def parse_form(raw: Any) -> Form:
    """The form of a definition's `form:` list. Raises `FormError`."""
    form, findings = _read(raw)
    if findings:
        raise FormError(findings)
    return form


def form_findings(raw: Any) -> list[Finding]:
    """Everything wrong with a `form:` list, for the checks before publishing; paths begin below `form:`."""
    return _read(raw)[1]


def _read(raw: Any) -> tuple[Form, list[Finding]]:
    if not isinstance(raw, list) or not raw:
        return Form(()), [Finding((), Text("表单应为字段列表", "the form must be a list of fields"))]
    findings: list[Finding] = []
    fields: list[Field] = []
    if len(raw) > MAX_FIELDS:
        message = Text(f"字段不能多于 {MAX_FIELDS} 个", f"the form has more than {MAX_FIELDS} fields")
        findings.append(Finding((), message))
    for index, item in enumerate(raw[:MAX_FIELDS]):
        reader = _FieldReader(item)
        field = reader.read()
        if field is not None:
            reader.findings += rule_findings(field, fields)
            fields.append(field)
        findings += [Finding((index, *path), message) for path, message in reader.findings]
    return Form(tuple(fields)), findings


class _FieldReader:
    """Reads one field, gathering what is wrong on the way; a field that has a name and a kind is always returned."""

    def __init__(self, item: Any) -> None:
        self.item = item if isinstance(item, Mapping) else {}
        self.findings: list[Finding] = []

    def read(self) -> Field | None:
        name, kind = self.item.get("field"), find_type(str(self.item.get("type")))
        if not isinstance(name, str) or not name.isidentifier() or not name.isascii():
            self._find("field", "每个字段须有英文名称 field", "every field needs a name of English letters in `field`")
            name = None
        if kind is None:
            known = ", ".join(type_codes())
            self._find("type", f"未知的字段类型，可用：{known}", f"unknown type of field; known: {known}")
        if name is None or kind is None:
            return None
        self._check_keys(kind)
        field = self._field(name, kind)
        for key, message in kind.problems(field):
            self.findings.append(Finding((key,) if key in self.item else (), self._of(key, message)))
        return field

    def _find(self, key: str, zh: str, en: str) -> None:
        self.findings.append(Finding((key,) if key in self.item else (), Text(zh, en)))

    def _of(self, key: str, message: Text) -> Text:
        return Text(f"{key} {message.zh}", f"{key} {message.en}")

    def _check_keys(self, kind: FieldType) -> None:
        known = COMMON_KEYS | kind.keys
        for key in self.item:
            if key not in known:
                from difflib import get_close_matches  # only whoever writes a form needs it

                close = get_close_matches(str(key), known, 1)
                zh, en = (f"，是否为 {close[0]}？", f"; did you mean {close[0]}?") if close else ("", "")
                self._find(key, f"{kind.code} 字段没有 {key} 这一项{zh}", f"a {kind.code} field has no key {key}{en}")

    def _field(self, name: str, kind: FieldType) -> Field:
        item = self.item
        texts = {key: self._text(key) for key in TEXT_KEYS}
        label = texts["label"]
        if label is None and "label" not in item:
            self._find("label", "缺少 label", "needs a label")
        label = label or Text(name, name)
        audience = self._audience()
        return Field(
            name=name,
            type=kind.code,
            label=label,
            called=texts["called"] or called_by(label),
            help=texts["help"],
            example=texts["example"],
            required=self._required(),
            when=self._shown_when(audience),
            limits=self._limits(texts["hint"]),
            options=tuple(self._options()),
            offer=self._offer(),
            prefill=self._string("prefill"),
            address=self._parameter(kind),
            editable=self._flag("editable", True),
            when_down=self._string("when_down") or "block",
            accept=tuple(self._list("accept")),
            max_size_mb=self._limit("max_size_mb"),
            max_count=self._limit("max_count"),
            compute=self._expression("compute", self.item.get("compute")),
            result=self._string("result") or "number",
            columns=tuple(self._columns()),
            totals=tuple(str(name) for name in self._list("totals")),
            balance=tuple(self._balance()),
            masked=self._flag("mask", True),
            audience=audience,
            repeat=self._flag("repeat", False),
            fact=self._flag("fact", False),
            of=self._string("of") or "",
            at_step=self._string("at_step"),
        )

    def _parameter(self, kind: FieldType) -> str:
        """What the page's address may call this field's answer (``?place=A101``)."""
        name = self._string("address") or ""
        if "address" in self.item and not PARAMETER.fullmatch(name):
            self._find("address", "address 应为小写字母组成的参数名", "address is a name of small letters")
        elif name and not kind.named_by_address:
            self._find("address", f"{kind.code} 字段不能由网址填写", f"a {kind.code} field cannot be filled by address")
        return name

    def _offer(self) -> Mapping[str, str] | None:
        found = (self._strings(key) for key in ("people", "units", "applications", "register"))
        return next(filter(None, found), None)

    def _limits(self, hint: Text | None) -> Limits:
        given: dict[str, Any] = {key: self._limit(key) for key in LIMIT_KEYS}
        return Limits(hint=hint, **given)

    def _text(self, key: str) -> Text | None:
        if key not in self.item:
            return None
        try:
            return Text.of(self.item[key])
        except ValueError as error:
            self._find(key, f"{key} 须同时有 zh 和 en", f"{key} needs both zh and en ({error})")
            return None

    def _required(self) -> bool | Condition:
        raw = self.item.get("required", False)
        return raw if isinstance(raw, bool) else self._condition("required") or False

    def _condition(self, key: str) -> Condition | None:
        if key not in self.item:
            return None
        try:
            return parse_condition(self.item[key], arithmetic=True)
        except ConditionError as error:
            zh = f"{key} 条件有误（{error.path or '/'}）：{error.message.zh}"
            self._find(key, zh, f"{key} is not a condition: {error}")
            return None

    def _audience(self) -> tuple[str, ...]:
        names = tuple(str(name) for name in self._list("audience"))
        if unknown := [name for name in names if name not in CATEGORIES]:
            self._find("audience", f"没有人员类别 {unknown[0]}", f"there is no category of people {unknown[0]!r}")
        return names

    def _shown_when(self, audience: tuple[str, ...]) -> Condition | None:
        """The field's own condition, together with whom it is for: one rule, told to server and browser alike."""
        own = self._condition("when")
        if not audience:
            return own
        of_them = Compare("applicant.category", "in", audience)
        return of_them if own is None else All((of_them, own))

    def _expression(self, key: str, raw: Any) -> Expression | None:
        if raw is None:
            return None
        try:
            return parse_expression(raw)
        except ExpressionError as error:
            zh = f"{key} 计算有误（{error.path or '/'}）：{error.message.zh}"
            self._find(key, zh, f"{key} is not an expression: {error}")
            return None

    def _columns(self) -> Iterator[Field]:
        for item in self._list("columns"):
            reader = _FieldReader(item)
            column = reader.read()
            self.findings += [Finding(("columns", *path), message) for path, message in reader.findings]
            if column is not None:
                yield column

    def _balance(self) -> Iterator[Balance]:
        for rule in self._list("balance"):
            if not isinstance(rule, Mapping) or set(rule) != {"column", "equals"}:
                zh, en = "balance 的每一项应写成 {column, equals}", "every entry of balance is {column, equals}"
                self._find("balance", zh, en)
                continue
            equals = self._expression("balance", rule["equals"])
            if equals is not None:
                yield Balance(str(rule["column"]), equals)

    def _limit(self, key: str) -> Any:
        value = self.item.get(key)
        counts = key in COUNT_KEYS
        if counts and value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            self._find(key, f"{key} 应为整数", f"{key} must be a whole number")
            return None
        if key == "pattern" and value is not None and not isinstance(value, str):
            self._find(key, "pattern 应为文字", "pattern must be a text")
            return None
        return value

    def _options(self) -> Iterator[Option]:
        for option in self._list("options"):
            try:
                if not isinstance(option, Mapping) or not isinstance(option.get("value"), str):
                    raise ValueError("an option is {value, zh, en}")
                yield Option(option["value"], Text.of(option))
            except ValueError as error:
                zh = "每个选项须有 value（文字）、zh 和 en"
                self._find("options", zh, f"every option needs value (a text), zh and en: {error}")

    def _list(self, key: str) -> list[Any]:
        value = self.item.get(key, [])
        if isinstance(value, list):
            return value
        self._find(key, f"{key} 应为列表", f"{key} must be a list")
        return []

    def _string(self, key: str) -> str | None:
        value = self.item.get(key)
        if value is None or isinstance(value, str):
            return value
        self._find(key, f"{key} 应为文字", f"{key} must be a text")
        return None

    def _strings(self, key: str) -> Mapping[str, str] | None:
        value = self.item.get(key)
        if value is None:
            return None
        if isinstance(value, Mapping) and all(isinstance(part, str) for pair in value.items() for part in pair):
            return value
        self._find(key, f"{key} 的写法不对", f"{key} must map words to words")
        return None

    def _flag(self, key: str, default: bool) -> bool:
        value = self.item.get(key, default)
        if isinstance(value, bool):
            return value
        self._find(key, f"{key} 应为 true 或 false", f"{key} must be true or false")
        return default
