"""Every setting of the hall, read from the environment once; the only reader of ``os.environ``.

Each has a default that runs locally. Nothing secret has a default that production would accept:
`Settings.check` refuses the local secret on any stage but ``local`` and ``test``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache

LOCAL_SECRET = "local-only-secret-not-for-production"


@dataclass(frozen=True)
class Settings:
    stage: str = "local"
    region: str = "cn-north-1"
    base_url: str = "http://127.0.0.1:8000"
    """Where browsers find the portal and the API; never taken from the Host header."""
    cas_url: str = "http://127.0.0.1:8000/cas"
    cas_attributes: str = ""
    """Other names of the CAS server's attributes, ``"id=uid; name=cn|displayName"``; ``id``: whose sign-in it is."""
    secret: str = LOCAL_SECRET
    """Keys the HMACs of links, cursors and derived ids; from Secrets Manager in production."""
    steps_queue_url: str = ""
    notices_queue_url: str = ""
    imports_queue_url: str = ""
    exports_queue_url: str = ""
    bills_queue_url: str = ""
    publish_queue_url: str = ""
    hooks_queue_url: str = ""
    documents_queue_url: str = ""
    archive_queue_url: str = ""
    hook_networks: str = ""
    """Private networks departments' systems may stand in, ``"10.1.0.0/16, fd00::/8"``; "": public addresses only."""
    export_targets: str = ""
    """Buckets exports may be delivered to, by code and department, ``"data@finance=s3://bucket/prefix/; …"``."""
    files_bucket: str = ""
    portal_bucket: str = ""
    archive_bucket: str = ""
    """Where packages of ended applications lie, locked."""
    retention: str = "10 years"
    """How long finished applications are kept where their service says nothing: ``10 years``, ``permanent``."""
    archive_mode: str = "GOVERNANCE"
    """How packages are locked that are erased with their application: ``GOVERNANCE`` or ``COMPLIANCE``."""
    seals: str = ""
    """Which department seals its documents with which seal, ``"*=university; graduate-school=graduate"``; "": none."""
    roots_key: str = ""
    """The key of KMS that signs the daily root of the audit trail; "" for none."""
    files_url: str = ""
    """Browser-facing origin of the files bucket where it differs from the SDK's endpoint (local only)."""
    flow_role_arn: str = ""
    mail_by: str = "ses"
    """``ses`` or ``smtp``."""
    mail_from: str = "hall@yizhan.example"
    help_phone: str = "0000-88111400"
    """The telephone of the help desk, at the foot of every page; "" for none."""
    mail_events: str = ""
    """The SES configuration set whose events come back as receipts."""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_security: str = "starttls"
    """``starttls``, ``tls`` or ``none`` (loopback only, or without a password)."""
    sms_by: str = "sns"
    """``sns``, ``gateway``, or ``none`` for a hall without text messages."""
    sms_sign: str = "一站大学"
    sms_url: str = ""
    """The carrier's gateway, and who we are to it; ``sms_secret`` also signs its receipts."""
    sms_key: str = ""
    sms_secret: str = ""
    sms_templates: str = ""
    """The ids templates are registered under, ``"submitted.zh=SMS_1; submitted.en=SMS_2"``; "": whole texts."""
    sms_night: str = "22-7"
    """When no text message leaves, full hours in China."""
    wecom_url: str = "https://qyapi.weixin.qq.com"
    wecom_corp: str = ""
    """The corporation's id; "" for a hall without WeCom."""
    wecom_agent: int = 0
    wecom_secret: str = ""
    connectors: str = ""
    """Addresses of departments' systems where they are other ones than the catalogue's, ``"library-loans=https://…"``."""
    connector_secrets: str = ""
    """Secrets of connectors by the names the catalogue uses, ``"library=…; insurance=…"``; from Secrets Manager."""
    wecom_oauth_url: str = ""
    """Where WeCom's own browser is sent to sign in; "" for CAS only."""
    digest: str = "immediate"
    """How approvers get mails about tasks who chose nothing: ``immediate``, ``hourly`` or ``daily``."""
    site_name_zh: str = "一站式网上办事大厅"
    site_name_en: str = "Yizhan Service Hall"
    session_idle_minutes: int = 120
    session_hours: int = 12
    trusted_proxies: int = 0
    """How many of our own proxies stand before API Gateway (CloudFront: 1); tells whose address a rate limit counts."""
    time_scale: int = 1
    """Divides every duration a flow waits for; above 1 only in tests and demonstrations."""

    def table(self, name: str) -> str:
        """The table a room stores in, for example ``hall-local-applications``."""
        return f"hall-{self.stage}-{name}"

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    def check(self) -> Settings:
        if self.secret == LOCAL_SECRET and self.stage not in ("local", "test"):
            raise ValueError("HALL_SECRET must be set outside the local stage")
        return self


def from_environment() -> Settings:
    """`Settings` from ``HALL_*`` variables, for example ``HALL_BASE_URL``; unknown ones are ignored."""
    given: dict[str, object] = {}
    for name, spec in Settings.__dataclass_fields__.items():
        raw = os.environ.get(f"HALL_{name.upper()}")
        if raw is not None:
            given[name] = int(raw) if spec.type == "int" else raw
    given.setdefault("region", os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or Settings.region)
    return Settings(**given).check()  # type: ignore[arg-type]


@cache
def current() -> Settings:
    """The process's settings; the pynamodb models of each room's store take their table names from here."""
    return from_environment()
