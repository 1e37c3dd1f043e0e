"""Seals for a hall without an authority: keys in KMS under an alias each, and certificates that they sign themselves.

The local hall makes its own at each start; `tools.seal` does the same for a hall on AWS, one seal at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.exceptions import ClientError

from chalicelib.aws import Clients, FileStorage, KeySigner
from chalicelib.errors import NotFound
from chalicelib.seals import Seal, make_certificate, public_of
from chalicelib.shared.text import Text

SPEC = "RSA_2048"
"""What every reader of PDF can check."""
DEMO: Mapping[str, Text] = {
    "university": Text("一站大学", "Yizhan University"),
    "office": Text("一站大学校长办公室", "President's Office, Yizhan University"),
}
ASSIGNED = "*=university; presidents-office=office"
ELSEWHERE = Text("演示印章", "Demonstration seal")
"""The name of every seal of a campus that is not the invented one: nobody's real seal is imitated."""


def alias_of(stage: str, code: str) -> str:
    """What a seal's key is known by; the functions may sign with keys under such names alone."""
    return f"alias/hall-{stage}-seal-{code}"


def ensure_key(kms: Any, alias: str, spec: str = SPEC) -> str:
    """The key under this alias, made where there is none; gives the alias."""
    try:
        kms.describe_key(KeyId=alias)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotFoundException":
            raise
        made = kms.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY", Description=f"Electronic seal, {alias}")
        kms.create_alias(AliasName=alias, TargetKeyId=made["KeyMetadata"]["KeyId"])
    return alias


def self_signed(signer: KeySigner, key: str, code: str, name: Text, organisation: str, now: datetime) -> Seal:
    """A seal nobody trusts who was not told to."""
    named = {"country": "CN", "organisation": organisation, "common_name": name.zh}
    certificate = make_certificate(signer.sign, key, signer.public_key(key), named, now)
    return Seal(code, name, key, (certificate,))


def make_seals(session: boto3.session.Session, stage: str, bucket: str, campus: str = "") -> dict[str, str]:
    """The local hall's seals, those of last time where their keys are there still, and the key of the daily roots;
    gives what the hall's settings say of them."""
    clients = Clients(session.region_name)
    signer, files = KeySigner(clients), FileStorage(clients, bucket)
    for code, demo in DEMO.items():
        name = ELSEWHERE if campus else demo
        key = ensure_key(clients.kms, alias_of(stage, code))
        if not _stands(files, signer, code, key, name):
            made = self_signed(signer, key, code, name, "演示，非正式印章 Demonstration only", datetime.now(UTC))
            files.put(made.place, made.to_json(), "application/json")
    return {"HALL_SEALS": ASSIGNED, "HALL_ROOTS_KEY": ensure_key(clients.kms, f"alias/hall-{stage}-roots")}


def _stands(files: FileStorage, signer: KeySigner, code: str, key: str, name: Text) -> bool:
    try:
        kept = Seal.of_json(files.read_range(Seal(code, name, key, ()).place, 100_000))
    except (NotFound, ValueError, KeyError):
        return False
    return (kept.key, kept.name) == (key, name) and public_of(kept.chain[0]) == signer.public_key(key)
