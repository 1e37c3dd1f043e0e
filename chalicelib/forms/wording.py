"""How the hall speaks about fields: what is missing or wrong, and how values read, in both languages.

The English follows GOV.UK's error templates ("Enter the reason for leave"): say what to do, name the field,
never blame; the Chinese says the same the way an office would (请填写请假事由).
"""

from __future__ import annotations

from chalicelib.shared.text import Text

_DETERMINERS = ("the ", "your ", "a ", "an ", "whether ", "how ", "why ", "where ", "when ")


def called_by(label: Text) -> Text:
    """How a field reads inside a sentence when its definition does not say: "Visa type" -> "the visa type"."""
    en = label.en
    if len(en) > 1 and not en[1].isupper():
        en = en[0].lower() + en[1:]
    return Text(label.zh, en if en.startswith(_DETERMINERS) else f"the {en}")


def starting(phrase: Text) -> Text:
    """The phrase at the start of an English sentence."""
    return Text(phrase.zh, phrase.en[:1].upper() + phrase.en[1:])


def sentence(called: Text, zh: str, en: str, **values: object) -> Text:
    """A sentence that begins with the field: `sentence(called, "最多 {n} 项", "must be {n} options or fewer", n=3)`.

    A `Text` among the values is filled in its own language.
    """
    subject, tail = starting(called), Text(zh, en).format(**values)
    return Text(f"{subject.zh}{tail.zh}", f"{subject.en} {tail.en}")


def command(verb: Text, called: Text) -> Text:
    """A sentence that asks for the field: 请填写请假事由 / Enter the reason for leave."""
    return Text(verb.zh + called.zh, f"{verb.en} {called.en}")


def money_text(fen: int) -> Text:
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    amount = f"{sign}{fen // 100:,}.{fen % 100:02d}"
    return Text(f"{amount} 元", f"CNY {amount}")


def size_text(size: int) -> str:
    """A file's size as people say it, for example ``1.4 MB``."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def same(text: str) -> Text:
    """A value that reads the same in both languages, a name or a number."""
    return Text(text, text)
