"""The layers of the functions that render documents and seal them: what ``requirements/documents.txt`` (and the font)
and ``requirements/seal.txt`` pin.

They are apart from the bundle, which every function carries and which has a limit that they would break. Lambda unpacks
them below ``/opt``: packages are found in ``python/``, the font where `chalicelib.documents` looks for it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from local.template import ROOT

REQUIREMENTS = ROOT / "requirements"
LAYERS = ("documents", "seal")
FONTS = ROOT / "fonts"
LEFT_OUT = ("__pycache__", "bin", "tests")
MOST_UNZIPPED = 100_000_000
"""Of the 250 MB that Lambda allows a function with its layers; each of the two."""
PLATFORM = ("--platform", "manylinux2014_x86_64", "--implementation", "cp", "--python-version", "3.11")
"""Wheels for the C library Lambda's Python 3.11 stands on (glibc 2.26), whatever machine makes the layer."""


class LayerError(Exception):
    """The layer may not be shipped like this."""


def make_layer(out: Path, layer_of: str = "documents") -> Path:
    """``<layer_of>-layer.zip`` in `out`; the same pins and font make the same bytes. Raises `LayerError`."""
    folder = out / "layer"
    shutil.rmtree(folder, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    chosen = ["--no-compile", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    pins = ["-r", str(REQUIREMENTS / f"{layer_of}.txt")]
    subprocess.run([*pip, *chosen, *PLATFORM, *pins, "--target", str(folder / "python")], check=True)
    if layer_of == "documents":
        shutil.copytree(FONTS, folder / "fonts")
    path = out / f"{layer_of}-layer.zip"
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not set(LEFT_OUT) & set(file.parts))
    size = sum(file.stat().st_size for file in files)
    if size > MOST_UNZIPPED:
        raise LayerError(f"the layer has {size:,} bytes unzipped, more than {MOST_UNZIPPED:,}")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as layer:
        for file in files:
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            layer.writestr(entry, file.read_bytes())
    shutil.rmtree(folder)
    return path
