"""Signatures by keys that never leave KMS: asymmetric keys for signing, named by id, ARN or alias."""

from __future__ import annotations

from botocore.exceptions import ClientError

from chalicelib.aws.answers import asking, code_of
from chalicelib.aws.clients import Clients
from chalicelib.errors import Temporary


class KeySigner:
    """Whatever KMS refuses (a key that is switched off, a missing right) may be put right: it comes as `Temporary`."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def sign(self, key: str, data: bytes, algorithm: str) -> bytes:
        """The signature of `data`, at most 4,096 bytes (KMS works out the digest itself; moto knows no other way);
        `algorithm` in the words of KMS, ``RSASSA_PKCS1_V1_5_SHA_256``."""
        try:
            with asking():
                made = self._clients.kms.sign(KeyId=key, Message=data, MessageType="RAW", SigningAlgorithm=algorithm)
        except ClientError as error:
            raise Temporary(extra={"cause": code_of(error)}) from error
        return bytes(made["Signature"])

    def public_key(self, key: str) -> bytes:
        """The public half as DER (SubjectPublicKeyInfo, RFC 5280)."""
        try:
            with asking():
                return bytes(self._clients.kms.get_public_key(KeyId=key)["PublicKey"])
        except ClientError as error:
            raise Temporary(extra={"cause": code_of(error)}) from error
