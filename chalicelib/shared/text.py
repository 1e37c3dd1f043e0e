"""Bilingual text: every word a person reads exists in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


class Text(NamedTuple):
    """One sentence or label in both languages; as data it is ``{"zh": …, "en": …}``."""

    zh: str
    en: str

    @classmethod
    def of(cls, value: Any) -> Text:
        """Read ``{"zh","en"}`` (both required, both non-empty). Raises `ValueError` otherwise."""
        if isinstance(value, Text):
            return value
        if not isinstance(value, Mapping):
            raise ValueError(f"expected zh and en, got {value!r}")
        missing = [lang for lang in LANGS if not str(value.get(lang) or "").strip()]
        if missing:
            raise ValueError(f"missing {' and '.join(missing)}")
        return cls(str(value["zh"]).strip(), str(value["en"]).strip())

    @classmethod
    def listed(cls, texts: Iterable[Text]) -> Text:
        """One after another, as each language lists: ``甲、乙``, ``A, B``; empty for none."""
        known = list(texts)
        return cls("、".join(one.zh for one in known), ", ".join(one.en for one in known))

    def get(self, lang: str) -> str:
        """The text in `lang`; anything but ``en`` reads Chinese, the hall's first language."""
        return self.en if lang == "en" else self.zh

    def to_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    def format(self, **values: Any) -> Text:
        """Both languages with ``{name}`` places filled; a `Text` value is filled in its own language."""
        return Text(
            *(
                text.format(**{k: v.get(lang) if isinstance(v, Text) else v for k, v in values.items()})
                for lang, text in zip(LANGS, self, strict=True)
            )
        )
