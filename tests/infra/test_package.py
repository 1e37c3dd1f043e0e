"""The bundle holds what the functions read, carries bytecode, and starts: unpacked, in a fresh process, on its own."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tools import package

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not (ROOT / "app.py").exists(), reason="there is no app.py to package yet")

PROBE = """
import json, sys
sys.path.insert(0, sys.argv[1])
import app
event = {
    "resource": "/api/v1/healthz", "path": "/api/v1/healthz", "httpMethod": "GET",
    "headers": {"Accept": "application/json"}, "multiValueHeaders": {"Accept": ["application/json"]},
    "queryStringParameters": None, "multiValueQueryStringParameters": None, "pathParameters": None,
    "stageVariables": None, "body": None, "isBase64Encoded": False,
    "requestContext": {"resourcePath": "/api/v1/healthz", "httpMethod": "GET", "path": "/live/api/v1/healthz",
                       "identity": {"sourceIp": "127.0.0.1"}, "requestId": "probe", "stage": "live"},
}
class Context:
    function_name, aws_request_id, memory_limit_in_mb = "hall-test-api", "probe", 1024
    invoked_function_arn = "arn:aws:lambda:local:000000000000:function:probe"
    def get_remaining_time_in_millis(self): return 29000
answer = app.app(event, Context())
print(json.dumps({
    "status": answer["statusCode"], "body": answer["body"], "from": app.__file__,
    "strangers": [m.__file__ for m in list(sys.modules.values())
                  if "site-packages" in (getattr(m, "__file__", None) or "")],
    "uncached": [n for n, m in list(sys.modules.items()) if (getattr(m, "__file__", None) or "").startswith(sys.argv[1])
                 and m.__file__.endswith(".py") and not __import__("os").path.exists(m.__cached__)],
}))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("package") / "out"
    package.chalice_package(out)
    package.finish_template(out)
    package.finish_bundle(out)
    return out


def template(built: Path) -> dict[str, Any]:
    return json.loads((built / "sam.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_the_template_passes_cfn_lint(built: Path) -> None:
    package.lint(built / "sam.json")


def test_every_function_of_the_app_got_its_settings(built: Path) -> None:
    resources = template(built)["Resources"]
    functions = {name for name, made in resources.items() if made["Type"] == "AWS::Serverless::Function"}
    assert functions == {"APIHandler", "OnChange", "OnDirectory", "OnStep", "OnNotice", "OnImport", "OnExport",
                         "OnBill", "OnHook", "OnDocument", "OnArchive", "Sweep", "Publish"}  # fmt: skip
    for name in functions:
        properties = resources[name]["Properties"]
        assert properties["Role"]["Fn::GetAtt"][1] == "Arn"
        assert properties["Handler"].startswith("app."), "declared in app.py, not on a blueprint"
        assert properties["MemorySize"] >= 1024
    assert resources["RestAPI"]["Properties"]["EndpointConfiguration"] == "REGIONAL"
    assert all("Type" in made for made in resources.values()), "infra/ names a function that app.py lacks"


def test_the_bundle_is_small_and_complete(built: Path) -> None:
    package.check_bundle(built / "deployment.zip")
    with zipfile.ZipFile(built / "deployment.zip") as bundle:
        names = bundle.namelist()
    for folder in package.SHIPPED:
        assert any(name.startswith(f"{folder}/") for name in names), folder
    assert not any(name.startswith(("tests/", "local/", "bench/", "tools/", "infra/")) for name in names)


def test_a_missing_file_is_refused(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(built / "deployment.zip") as bundle, zipfile.ZipFile(tmp_path / "less.zip", "w") as less:
        for name in bundle.namelist():
            if not name.startswith("templates/"):
                less.writestr(name, bundle.read(name))
    with pytest.raises(package.PackageError, match="templates/"):
        package.check_bundle(tmp_path / "less.zip")


def test_the_bundle_starts_by_itself_and_answers(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(built / "deployment.zip") as bundle:
        bundle.extractall(tmp_path / "task")
    environment = {"AWS_DEFAULT_REGION": "ap-southeast-1", "HALL_STAGE": "test", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROBE, str(tmp_path / "task")],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["from"].startswith(str(tmp_path / "task"))
    assert found["status"] == 200, found["body"]
    assert found["strangers"] == []
    assert found["uncached"] == []


def test_the_same_source_makes_the_same_bytes(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(built / "deployment.zip") as bundle:
        again = tmp_path / "deployment.zip"
        with zipfile.ZipFile(again, "w") as plain:
            for name in reversed(bundle.namelist()):
                if not name.endswith(".pyc"):
                    plain.writestr(name, bundle.read(name))
    package.finish_bundle(tmp_path)
    assert again.read_bytes() == (built / "deployment.zip").read_bytes()
