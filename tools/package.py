"""``make package``: CloudFormation template, function bundle and layer in ``build/package/``, for a deploy tool.

Chalice makes the zip and the skeleton from ``app.py``; the files of ``infra/`` are merged over it (one role per
function, event sources, tables, queues …), API Gateway's own answers are written in, and the zip gets its compiled
bytecode, which saves most of a cold start. A bundle that is too large, or that lacks a file the hall reads, is refused.
"""

from __future__ import annotations

import importlib.util
import json
import marshal
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from local.http import PROBLEMS, security_headers
from local.template import ROOT, deep_merge, load
from tools.layer import LAYERS, LayerError, make_layer

OUT = ROOT / "build" / "package"
PARTS = ("resources.yaml", "functions.yaml", "roles.yaml", "edge.yaml")
SHIPPED = ("templates", "statemachines", "catalogue", "portal")
"""Folders beside the code that the functions read; links in ``vendor/`` bring them into the zip."""
LEFT_OUT = re.compile(r"(^|/)(__pycache__|tests?|examples)/|/examples-1\.json$|\.pyi$|\.DS_Store$")
BOTO_DATA = re.compile(r"^botocore/data/([^/]+)/")
BOTO_KEPT = {"dynamodb", "s3", "sqs", "ses", "sns", "sts", "stepfunctions", "kms"}
"""Service models the hall calls; the other four hundred are most of a bundle's size."""
MOST_BYTES = 20_000_000


class PackageError(Exception):
    """The bundle may not be shipped like this."""


def merged_infra() -> dict[str, Any]:
    """Everything in ``infra/`` as one template, API Gateway's own answers included."""
    template: dict[str, Any] = {}
    for part in PARTS:
        template = deep_merge(template, load(part))
    return deep_merge(template, {"Resources": {"RestAPI": {"Properties": {"GatewayResponses": gateway_responses()}}}})


def gateway_responses() -> dict[str, Any]:
    """What API Gateway says itself, as problem+json in both languages and with the security headers (R42).

    Its static values stand in single quotes and can hold none, so the Content-Security-Policy comes from CloudFront.
    """
    headers = {name: f"'{value}'" for name, value in security_headers().items() if "'" not in value}
    headers |= {"Content-Type": "'application/problem+json'", "Cache-Control": "'no-store'"}
    answers = {}
    for kind, (status, code, zh, en) in PROBLEMS.items():
        body = {
            "type": "about:blank", "title": zh, "status": status, "code": code, "errors": [],
            "title_i18n": {"zh": zh, "en": en}, "trace_id": "$context.requestId",
        }  # fmt: skip
        answer: dict[str, Any] = {
            "ResponseParameters": {"Headers": headers},
            "ResponseTemplates": {"application/json": json.dumps(body, ensure_ascii=False)},
        }
        if kind not in ("DEFAULT_4XX", "DEFAULT_5XX"):  # the defaults keep the status of what happened
            answer["StatusCode"] = status
        answers[kind] = answer
    return answers


def chalice_package(out: Path) -> None:
    """Run ``chalice package`` into `out`, with nothing cached: its cache does not see renamed files."""
    for cached in (ROOT / ".chalice" / "deployments", out):
        shutil.rmtree(cached, ignore_errors=True)
    out.mkdir(parents=True)
    merge = out / "infra.json"
    merge.write_text(json.dumps(merged_infra(), ensure_ascii=False, indent=1), encoding="utf-8")
    environment = {"AWS_DEFAULT_REGION": "cn-north-1", "HALL_STAGE": "local"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "HALL_"))}
    chalice = str(Path(sys.executable).with_name("chalice"))
    command = [chalice, "package", "--stage", "live", "--merge-template", str(merge), str(out)]
    subprocess.run(command, cwd=ROOT, env=kept | environment, check=True)
    merge.unlink()


def finish_template(out: Path) -> Path:
    """Tidy what Chalice wrote; the bundle's name is fixed so that two builds can be compared."""
    path = out / "sam.json"
    template = json.loads(path.read_text(encoding="utf-8"))
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "./deployment.zip"
            resource["Properties"].pop("Tags", None)
    path.write_text(json.dumps(template, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def finish_bundle(out: Path) -> Path:
    """Drop what no function reads, add bytecode, sort and fix the times: the same source makes the same bytes."""
    path = out / "deployment.zip"
    with zipfile.ZipFile(path) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist() if not name.endswith("/") and _kept(name)}
    for name, source in list(files.items()):
        if name.endswith(".py"):
            files[_cache_name(name)] = _bytecode(source, name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, files[name])
    check_bundle(path)
    return path


def _kept(name: str) -> bool:
    if name.startswith(SHIPPED):
        return not name.endswith(".pyc")
    model = BOTO_DATA.match(name)
    return not LEFT_OUT.search(name) and (model is None or model[1] in BOTO_KEPT)


def _cache_name(name: str) -> str:
    return importlib.util.cache_from_source(name, optimization="")


def _bytecode(source: bytes, name: str) -> bytes:
    """A ``.pyc`` that is believed without a look at the source (PEP 552, unchecked): zips carry no true times."""
    code = compile(source, f"/var/task/{name}", "exec", dont_inherit=True, optimize=0)
    return (
        importlib.util.MAGIC_NUMBER + struct.pack("<I", 0b01) + importlib.util.source_hash(source) + marshal.dumps(code)
    )


def check_bundle(path: Path) -> None:
    """Raises `PackageError` when a file is missing that the functions read, or when the zip is too large."""
    with zipfile.ZipFile(path) as bundle:
        names = set(bundle.namelist())
    wanted = {"app.py", "chalicelib/__init__.py"} | {
        file.relative_to(ROOT).as_posix()
        for folder in (*SHIPPED, "chalicelib")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    }
    if missing := sorted(wanted - names):
        raise PackageError(f"not in the bundle: {', '.join(missing[:10])}")
    if path.stat().st_size > MOST_BYTES:
        raise PackageError(f"the bundle has {path.stat().st_size:,} bytes, more than {MOST_BYTES:,}")


def lint(template: Path) -> None:
    """cfn-lint; W3002 asks for `aws cloudformation package`, which is the deploy tool's work."""
    linter = str(Path(sys.executable).with_name("cfn-lint"))
    command = [linter, "--ignore-checks", "W3002", "--regions", "ap-southeast-1", "--", str(template)]
    subprocess.run(command, check=True)


def main() -> int:
    try:
        chalice_package(OUT)
        template, bundle = finish_template(OUT), finish_bundle(OUT)
        layers = [make_layer(OUT, layer) for layer in LAYERS]
        lint(template)
    except (PackageError, LayerError, subprocess.CalledProcessError) as error:
        print(f"package: {error}", file=sys.stderr)
        return 1
    print(f"{template.relative_to(ROOT)}  {template.stat().st_size:,} bytes")
    print(f"{bundle.relative_to(ROOT)}  {bundle.stat().st_size:,} bytes")
    for layer in layers:
        print(f"{layer.relative_to(ROOT)}  {layer.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
