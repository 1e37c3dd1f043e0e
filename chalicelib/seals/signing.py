"""Signatures of keys outside, in the words of X.509: which algorithm a key signs with, and whether a signature fits.

asn1crypto and cryptography are in the layer of seals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Sign = Callable[[str, bytes, str], bytes]
"""``(key, at most 4,096 bytes, algorithm of KMS)`` to the signature."""

KMS_ALGORITHMS = {"rsa": "RSASSA_PKCS1_V1_5_SHA_256", "ec": "ECDSA_SHA_256"}
X509_ALGORITHMS = {"rsa": "sha256_rsa", "ec": "sha256_ecdsa"}


def sign(outside: Sign, key: str, kind: str, data: bytes) -> bytes:
    """`kind` is ``rsa`` or ``ec`` (P-256). Raises `KeyError` for another one, and what `outside` raises."""
    return outside(key, data, KMS_ALGORITHMS[kind])


def fits(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether `signature` of `data` was made by the private half of `public` (DER)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    key: Any = load_der_public_key(public)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), SHA256())
        else:
            key.verify(signature, data, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
