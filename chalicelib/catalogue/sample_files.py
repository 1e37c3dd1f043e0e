"""Samples and empty forms of a guide's materials: files beside the definition, ``catalogue/<department>/<service>/``.

A guide names them (``sample: hospital-note.pdf``); the portal serves them at ``/samples/<service>/<name>``. A name
never gets another content: earlier versions of the guide show it, too (decision 63).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.catalogue.load_definitions import CATALOGUE_ROOT
from chalicelib.catalogue.model import Guide

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.(pdf|png|jpg|docx|xlsx)", re.ASCII)
_CODE = re.compile(r"[a-z0-9-]+", re.ASCII)


def is_sample_name(value: Any) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def sample_path(code: str, name: str) -> str:
    """Where the portal has it, below its root."""
    return f"samples/{code}/{name}"


def samples_of(guide: Guide) -> Iterator[str]:
    """The names a guide says, each once."""
    names = (name for material in guide.materials for name in (material.sample, material.blank) if name)
    return iter(dict.fromkeys(names))


def bundled_samples(code: str, root: Path = CATALOGUE_ROOT) -> dict[str, Path]:
    """The files beside the definition of a service, by name."""
    if not _CODE.fullmatch(code):
        return {}
    return {file.name: file for file in sorted(root.glob(f"*/{code}/*")) if is_sample_name(file.name)}
