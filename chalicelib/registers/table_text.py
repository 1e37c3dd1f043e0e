"""An Excel sheet as the text of a table, for whatever reads tables as text (rosters, units and persons).

A spreadsheet keeps a day as a number; in columns that are called a day it is written as one again.
"""

from __future__ import annotations

import base64
import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO

from chalicelib.errors import FieldError, InvalidForm
from chalicelib.registers.kinds import DAY_ZERO
from chalicelib.registers.read_cells import FileRefused, read_excel
from chalicelib.shared.text import Text

MOST = 5000
"""Rows: more than any of its readers takes."""
_DAY_HEAD = re.compile(r"日期|since|until|leaves on|joined on|day|date", re.IGNORECASE)
_SERIAL = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?", re.ASCII)
_LONG = Text(f"最多 {MOST} 行，请分成几个文件", f"At most {MOST} lines; please split the file")
_BASE64 = Text("文件不是有效的 Excel（.xlsx）", "This is not a readable Excel file (.xlsx)")


def table_text(file: str) -> str:
    """The first sheet of a workbook in base64, as CSV with its header. Raises `InvalidForm`."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    try:
        content = base64.b64decode(file, validate=True)
    except ValueError as error:  # no base64, or not even ASCII
        raise _refused(_BASE64) from error
    try:
        for count, (_, cells) in enumerate(read_excel(BytesIO(content))):
            if count == 0:
                writer.writerow(cells)
            if count >= MOST:
                raise _refused(_LONG)
            writer.writerow([_cell(name, value) for name, value in cells.items()])
    except FileRefused as refused:
        raise _refused(refused.message) from refused
    return written.getvalue()


def _cell(name: str, value: str) -> str:
    if _DAY_HEAD.search(name) and _SERIAL.fullmatch(value):
        return (DAY_ZERO + timedelta(days=int(float(value)))).isoformat()
    return value.removesuffix(".0")


def _refused(message: Text) -> InvalidForm:
    return InvalidForm(message, errors=(FieldError("/file", "file", message),))
