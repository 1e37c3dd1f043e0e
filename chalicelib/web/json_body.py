"""JSON as it comes from outside: one object, and nothing in it that the hall could not store or give back."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from chalicelib.errors import FieldError, InvalidRequest
from chalicelib.shared.text import Text
from chalicelib.web.http_errors import PayloadTooLarge

MAX_BYTES = 256 * 1024
"""Far above the largest form (PROMISES R10: 100 KB stored) and far below API Gateway's 10 MB."""
MAX_DEPTH = 16
MAX_VALUES = 5_000
MAX_DIGITS = 15
"""Integers a browser's number type holds exactly, and well inside DynamoDB's 38 digits."""


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class _Refused(ValueError):
    """Raised inside the parser with a code of `_WORDS`."""


_WORDS = {
    "not_json": Text("请求内容不是有效的 JSON", "The body is not valid JSON"),
    "not_utf8": Text("请求内容必须使用 UTF-8 编码", "The body must be UTF-8"),
    "not_an_object": Text("请求内容必须是 JSON 对象", "The body must be a JSON object"),
    "duplicate_name": Text("同一名称出现了两次", "A name appears twice in one object"),
    "bad_number": Text("数字过大或无效", "A number is too large or not finite"),
    "too_deep": Text("嵌套层次过深", "Objects and lists are nested too deeply"),
    "too_many_values": Text("内容项目过多", "There are too many values"),
    "bad_character": Text("内容含有无法保存的字符", "A text contains a character that cannot be stored"),
}


def read_json(raw: bytes, most: int = MAX_BYTES) -> dict[str, Any]:
    """The object in `raw`. Raises `PayloadTooLarge`, or `InvalidRequest` whose error points at the place where known.

    Refused: anything but one UTF-8 object, duplicate names, NaN and infinities, integers of more than 15 digits,
    depth over 16, more than 5,000 values, lone surrogates and NUL.
    """
    if len(raw) > most:
        raise PayloadTooLarge(Text(f"最多 {most // 1024} KB", f"At most {most // 1024} KB"))
    try:
        data = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except UnicodeDecodeError:
        raise _refusal("not_utf8") from None
    except _Refused as refused:
        raise _refusal(str(refused)) from None
    except RecursionError:
        raise _refusal("too_deep") from None
    except ValueError:
        raise _refusal("not_json") from None
    if not isinstance(data, dict):
        raise _refusal("not_an_object")
    _inspect(data)
    return data


def storable(text: str) -> bool:
    """Whether a text can be stored and sent as UTF-8: no lone surrogates, no NUL."""
    return _UNSTORABLE.search(text) is None


def _refusal(code: str, pointer: str = "") -> InvalidRequest:
    return InvalidRequest(_WORDS[code], (FieldError(pointer, code, _WORDS[code]),))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Refused("duplicate_name")
    return made


def _constant(_word: str) -> float:
    raise _Refused("bad_number")


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise _Refused("bad_number")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number) or (number and not 1e-15 < abs(number) < 1e15):
        raise _Refused("bad_number")
    return number


def _inspect(data: dict[str, Any]) -> None:
    for count, (pointer, depth, value) in enumerate(_walk("", 0, data)):
        if depth > MAX_DEPTH:
            raise _refusal("too_deep", pointer[:200])
        if count > MAX_VALUES:
            raise _refusal("too_many_values")
        if isinstance(value, str) and not storable(value):
            raise _refusal("bad_character", pointer)
        if isinstance(value, dict) and not all(storable(name) for name in value):
            raise _refusal("bad_character", pointer)


def _walk(pointer: str, depth: int, value: Any) -> Iterator[tuple[str, int, Any]]:
    yield pointer, depth, value
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _walk(f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}", depth + 1, member)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _walk(f"{pointer}/{index}", depth + 1, member)
