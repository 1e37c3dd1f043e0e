"""Samples and empty forms that come with a request to publish: files of its form, called as the guide calls them.

They lie in quarantine like every upload, are seen by whoever approves the request, and are copied to the portal when it
is carried out. A name never gets another content, because earlier versions of the guide name it, too (decision 67).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from chalicelib.catalogue import Definition, ServiceStore, bundled_samples, is_sample_name
from chalicelib.editing import Request
from chalicelib.materials import Upload, UploadStore, files_for
from chalicelib.shared.text import Text


def named_in(raw: Mapping[str, Any]) -> set[str]:
    """The names of files a raw definition's guide says, whether it is right otherwise or not."""
    guide = raw.get("guide")
    materials = guide.get("materials") if isinstance(guide, Mapping) else None
    listed = [one for one in materials if isinstance(one, Mapping)] if isinstance(materials, list) else []
    return {str(one[key]) for one in listed for key in ("sample", "blank") if one.get(key)}


def known_samples(definition: Definition, store: ServiceStore) -> Collection[str]:
    """What came through the hall earlier; one query, and none where the guide names nothing but what is bundled."""
    code = str(definition.raw.get("service", ""))
    return store.samples(code) if named_in(definition.raw) - set(bundled_samples(code)) else ()


def files_of(request: Request, uploads: UploadStore) -> dict[str, Upload]:
    """The request's files that arrived, by the name they were uploaded under."""
    return {one.name: one for one in files_for(request.files or (), store=uploads).values()}


def sample_faults(request: Request, files: Collection[str], store: ServiceStore, application: str = "") -> list[Text]:
    """What is wrong with the files of a request, each a sentence that names one. Those this very application brought
    already are no others: carrying a request out twice is carrying it out once."""
    if not files:
        return []
    named, bundled, known = named_in(request.definition.raw), bundled_samples(request.code), store.samples(request.code)
    found = []
    for name in sorted(files):
        if not is_sample_name(name):
            zh = f"文件“{name}”请改名：小写字母、数字、连字符，如 hospital-note.pdf"
            found.append(
                Text(zh, f"“{name}” must be renamed: lower-case letters, digits, hyphens, like hospital-note.pdf")
            )
        elif name not in named:
            zh, en = f"定义的 materials 中没有写文件 {name}", f"no material of the definition names the file {name}"
            found.append(Text(zh, en))
        elif name in bundled or known.get(name, application) != application:
            zh, en = (
                f"已有名为 {name} 的文件，内容不能更换，请另起名称",
                f"there is a file {name} already; call it otherwise",
            )
            found.append(Text(zh, en))
    return found
