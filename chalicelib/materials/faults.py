"""Why a file is not taken, by code, as the person reads it."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.errors import FieldError, UploadRefused
from chalicelib.shared.text import Text

FAULTS: Mapping[str, Text] = {
    "missing": Text("文件尚未上传完成", "The file has not arrived yet"),
    "content": Text(
        "文件内容与所选类型不符，请检查后重新上传",
        "The file's content is not of the type its name says; please check it",
    ),
    "unreadable": Text(
        "文件已损坏或无法读取，请重新保存后再上传",
        "The file is damaged or cannot be read; save it again and upload that",
    ),
    "too_many_pixels": Text(
        "图片尺寸过大（最多 1.2 亿像素，每边不超过 2 万像素），请缩小后再上传",
        "The picture is too large (at most 120 million pixels, 20,000 a side); make it smaller and upload that",
    ),
    "zip_bomb": Text(
        "文件解压后过大，不能接收；请另存为普通文档后再上传",
        "The file would unpack to far more than it should; save it as an ordinary document and upload that",
    ),
    "malware": Text(
        "安全检查发现该文件含有恶意程序，已拒收；请检查您的设备",
        "The safety check found malware in this file and refused it; please check your device",
    ),
    "unscannable": Text(
        "安全检查无法检查该文件（可能设有密码），请去除密码后再上传",
        "The safety check cannot look into this file (it may have a password); remove the password and upload it again",
    ),
}


def refused(code: str) -> UploadRefused:
    return UploadRefused(FAULTS[code], (FieldError("/file", code, FAULTS[code]),))
