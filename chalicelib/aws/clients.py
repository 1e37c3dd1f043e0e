"""boto3 clients with the hall's time limits, each made once and only when it is needed.

Importing boto3 and making a client costs a cold start tens of milliseconds, so both wait until somebody asks.
The endpoint comes from ``AWS_ENDPOINT_URL`` (botocore reads it itself), so this code does not know where it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from boto3.session import Session
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_ses import SESClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

CONNECT_SECONDS = 2
READ_SECONDS = 5
ATTEMPTS = 3
"""Tries in all, standard mode: within the 29 s of API Gateway even when each one runs into its limit."""


class Clients:
    """One client per service. `on_new` sees each new one (to count calls, or to inject faults in tests)."""

    def __init__(self, region: str, *, on_new: Callable[[str, Any], None] | None = None) -> None:
        self.region = region
        self._on_new = on_new
        self._made: dict[str, Any] = {}
        self._lock = RLock()
        self._session: Session | None = None

    @property
    def s3(self) -> S3Client:
        return cast("S3Client", self._get("s3", signature_version="s3v4"))

    @property
    def sqs(self) -> SQSClient:
        return cast("SQSClient", self._get("sqs"))

    @property
    def flows(self) -> SFNClient:
        return cast("SFNClient", self._get("stepfunctions"))

    @property
    def ses(self) -> SESClient:
        """Tries once: after a lost answer the SDK would send the same mail again (PROMISES R25)."""
        return cast("SESClient", self._get("ses", attempts=1))

    @property
    def sns(self) -> SNSClient:
        """Tries once, like `ses`."""
        return cast("SNSClient", self._get("sns", attempts=1))

    @property
    def kms(self) -> Any:
        return self._get("kms")

    def account(self) -> str:
        """The account's number, asked once of STS; only for a hall whose settings do not tell it."""
        with self._lock:
            if "account" not in self._made:
                self._made["account"] = self._get("sts").get_caller_identity()["Account"]
            return str(self._made["account"])

    def partition(self) -> str:
        """``aws``, ``aws-cn`` …: never written down, always from the region."""
        return str(self._boto().get_partition_for_region(self.region))

    def _get(self, service: str, *, attempts: int = ATTEMPTS, **options: Any) -> Any:
        made = self._made.get(service)
        return made if made is not None else self._make(service, attempts, options)

    def _make(self, service: str, attempts: int, options: dict[str, Any]) -> Any:
        from botocore.config import Config  # with boto3, not at the top: see the module's text

        with self._lock:  # boto3 sessions are not safe to share between threads
            if service not in self._made:
                config = Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=READ_SECONDS,
                    retries={"total_max_attempts": attempts, "mode": "standard"},
                    **options,
                )
                client = self._boto().client(service, config=config)  # type: ignore[call-overload]
                if self._on_new:
                    self._on_new(service, client)
                self._made[service] = client
            return self._made[service]

    def _boto(self) -> Session:
        with self._lock:
            if self._session is None:
                from boto3.session import Session

                self._session = Session(region_name=self.region)
            return self._session
