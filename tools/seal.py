"""``python -m tools.seal ACT CODE …``: the keys and certificates of electronic seals (docs/seals.md).

    create CODE --name-zh 一站大学 --name-en "Yizhan University"   a certificate the key signs itself: to try, to show
    request CODE --name-zh … --organisation … > seal.csr           what an authority is asked with
    install CODE chain.pem --name-zh … --name-en …                 what the authority answered, the seal's own first
    show CODE                                                      whose it is, until when

Of the hall this environment names (``HALL_STAGE``, ``HALL_FILES_BUCKET``). A key is made in KMS where there is none;
``--key`` names another one. Documents need a seal once ``HALL_SEALS`` says so, "*=CODE".
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.aws import Clients, FileStorage, KeySigner
from chalicelib.errors import NotFound, Temporary
from chalicelib.seals import Seal, certificates_of, described, make_request, public_of
from chalicelib.settings import current
from chalicelib.shared.text import Text
from local.seals import SPEC, alias_of, ensure_key, self_signed

MOST_BYTES = 100_000


def main(asked: Sequence[str]) -> int:
    told = _arguments().parse_args(asked)
    settings = current()
    clients = Clients(settings.region)
    signer, files = KeySigner(clients), FileStorage(clients, settings.files_bucket)
    try:
        if told.act == "show":
            print(described(Seal.of_json(files.read_range(Seal(told.code, Text("", ""), "", ()).place, MOST_BYTES))))
            return 0
        key = told.key or ensure_key(clients.kms, alias_of(settings.stage, told.code), told.spec)
        name = Text(told.name_zh, told.name_en or told.name_zh)
        if told.act == "request":
            named = {"country": "CN", "organisation": told.organisation, "common_name": name.zh}
            print(make_request(signer.sign, key, signer.public_key(key), named), end="")
            return 0
        seal = _seal(told, key, name, signer)
    except (NotFound, Temporary, ValueError, OSError) as error:
        print(f"未完成 · not done: {error} {getattr(error, 'extra', '')}", file=sys.stderr)
        return 1
    files.put(seal.place, seal.to_json(), "application/json")
    print(described(seal))
    return 0


def _seal(told: argparse.Namespace, key: str, name: Text, signer: KeySigner) -> Seal:
    """Raises `ValueError` for certificates of another key: what it sealed would be found broken."""
    if told.act == "create":
        return self_signed(signer, key, told.code, name, told.organisation or name.zh, datetime.now(UTC))
    chain = certificates_of(Path(told.chain).read_text(encoding="ascii"))
    if public_of(chain[0]) != signer.public_key(key):
        raise ValueError(f"第一张证书不是密钥 {key} 的 · the first certificate is not of the key {key}")
    return Seal(told.code, name, key, chain)


def _arguments() -> argparse.ArgumentParser:
    shape = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(prog="tools.seal", description=__doc__, formatter_class=shape)
    acts = parser.add_subparsers(dest="act", required=True)
    for act in ("create", "request", "install", "show"):
        one = acts.add_parser(act)
        one.add_argument("code")
        if act == "show":
            continue
        if act == "install":
            one.add_argument("chain")
        one.add_argument("--name-zh", required=True)
        one.add_argument("--name-en", default="")
        one.add_argument("--organisation", default="")
        one.add_argument("--key", default="")
        one.add_argument("--spec", default=SPEC, choices=["RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256"])
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
