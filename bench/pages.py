"""What a browser loads for each kind of page, compressed as CloudFront does; and the size of the function's bundle."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

from bench.rig import Rig
from chalicelib.publishing import render_into

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "build" / "package" / "deployment.zip"
KINDS = {
    "home": "zh/index.html",
    "services": "zh/services/index.html",
    "guide": "zh/services/student-leave/index.html",
    "apply": "zh/apply/student-leave/index.html",
    "applications": "zh/applications/index.html",
    "application": "zh/application/index.html",
    "query": "zh/query/index.html",
    "inbox": "zh/inbox/index.html",
    "task": "zh/task/index.html",
    "me": "zh/me/index.html",
}
APPLICANT = ("home", "services", "guide", "apply", "applications", "application", "query")
_ASSET = re.compile(r"""(?:src|href)=["'](/assets/[^"']+\.(?:css|js))["']""")
_IMPORT = re.compile(r"""(?:from|import)\s*["'](\./[^"']+|/assets/[^"']+)["']""")


@dataclass
class Loaded:
    """Bytes after gzip by kind; `requests` counts page, styles and scripts, `others` addresses of other hosts."""

    html: int
    css: int
    js: int
    requests: int
    others: int

    @property
    def total(self) -> int:
        return self.html + self.css + self.js


def measure_pages(rig: Rig, folder: Path) -> dict[str, Loaded]:
    """Render the portal into `folder` and weigh one page of each kind; those the portal does not have are left out."""
    render_into(rig.hall, folder)
    return {kind: weigh(folder, path) for kind, path in KINDS.items() if (folder / path).exists()}


def weigh(folder: Path, path: str) -> Loaded:
    page = (folder / path).read_text(encoding="utf-8")
    assets = {found.lstrip("/") for found in _ASSET.findall(page)}
    waiting = [asset for asset in assets if asset.endswith(".js")]
    while waiting:
        script = waiting.pop()
        for wanted in _IMPORT.findall((folder / script).read_text(encoding="utf-8")):
            found = str(Path(script).parent / wanted) if wanted.startswith("./") else wanted.lstrip("/")
            if found not in assets:
                assets.add(found)
                waiting.append(found)
    sizes = {asset: _compressed(folder / asset) for asset in assets}
    return Loaded(
        html=_compressed(folder / path),
        css=sum(size for asset, size in sizes.items() if asset.endswith(".css")),
        js=sum(size for asset, size in sizes.items() if asset.endswith(".js")),
        requests=1 + len(assets),
        others=len(re.findall(r"""(?:src|href)=["']https?://(?!127\.0\.0\.1)[^"']+\.(?:css|js|woff2?)["']""", page)),
    )


def bundle_size() -> int | None:
    """Bytes of the function's zip, if `make package` has built it."""
    return BUNDLE.stat().st_size if BUNDLE.exists() else None


def _compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))
