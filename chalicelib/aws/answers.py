"""What AWS's answers mean to the hall: worth another try, not known, or no.

``with asking():`` is for calls that may safely be made twice; ``with telling():`` for those a person would notice
twice (a mail, an SMS), where a lost answer must not look like a failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    ProxyConnectionError,
)
from botocore.parsers import ResponseParserError

from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed

NO_KEYS = (NoCredentialsError, CredentialRetrievalError)
BEFORE_SENDING = (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError, *NO_KEYS)
"""AWS cannot have seen the request."""

LOST = (ConnectionError, HTTPClientError, IncompleteReadError, ResponseParserError)
"""The line broke, or the answer made no sense: AWS may have done it. Holds most of `BEFORE_SENDING`: ask that first."""

TRY_AGAIN = frozenset({
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
    "RequestLimitExceeded", "TooManyRequestsException", "SlowDown", "BandwidthLimitExceeded", "ServiceUnavailable",
    "InternalFailure", "InternalError", "InternalErrorException", "ExpiredToken", "ExpiredTokenException",
    "RequestExpired", "RequestTimeout",
})  # fmt: skip
"""Error codes that pass by themselves, whatever HTTP status they come with."""

GATEWAY_TIMEOUT = 504


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def passes(error: ClientError) -> bool:
    """Whether the same request may succeed a little later."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code_of(error) in TRY_AGAIN or status == 429 or status >= 500


@contextmanager
def asking() -> Iterator[None]:
    """Turns what passes by itself into `Temporary`; other refusals of AWS stay `ClientError` (a fault of ours)."""
    try:
        yield
    except ClientError as error:
        if not passes(error):
            raise
        raise Temporary(extra={"cause": code_of(error)}) from error
    except (*LOST, *NO_KEYS) as error:
        raise Temporary(extra={"cause": type(error).__name__}) from error


@contextmanager
def telling() -> Iterator[None]:
    """For what may not happen twice. Raises `Temporary` (surely not sent), `Unconfirmed` (the answer was lost) or
    `DeliveryRefused` (will never be sent; ``extra["reason"]`` says why)."""
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status == GATEWAY_TIMEOUT:
            raise Unconfirmed(extra={"cause": code_of(error)}) from error
        if passes(error):
            raise Temporary(extra={"cause": code_of(error)}) from error
        raise DeliveryRefused(extra={"reason": code_of(error)}) from error
    except BEFORE_SENDING as error:
        raise Temporary(extra={"cause": type(error).__name__}) from error
    except LOST as error:
        raise Unconfirmed(extra={"cause": type(error).__name__}) from error
    except BotoCoreError as error:  # refused by botocore's own checks: never left this machine
        raise DeliveryRefused(extra={"reason": type(error).__name__}) from error
