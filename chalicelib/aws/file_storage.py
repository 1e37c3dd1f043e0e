"""Files in S3. Browsers send and fetch them there with short-lived signed requests, never through the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, cast
from urllib.parse import quote, urlsplit, urlunsplit

from botocore.exceptions import ClientError

from chalicelib.aws.answers import asking, code_of, telling
from chalicelib.aws.clients import Clients
from chalicelib.aws.multipart import PartWriter
from chalicelib.errors import NotFound

MISSING = frozenset({"404", "NoSuchKey", "NoSuchVersion", "NotFound"})
LOCKED = "AccessDenied"
"""S3's answer to who removes a version before its lock is over."""
PAST_THE_END = "InvalidRange"
LINK_SECONDS = 300
PIECE = 256 * 1024
COPIED = 64 * 1024 * 1024
"""Copied by S3 in one call, well within the time a call has."""
SCAN_TAG = "GuardDutyMalwareScanStatus"
VERDICTS = {
    "NO_THREATS_FOUND": "clean",
    "THREATS_FOUND": "infected",
    "UNSUPPORTED": "unscannable",
    "ACCESS_DENIED": "failed",
    "FAILED": "failed",
}
"""GuardDuty's scan results (its user guide, "S3 object scan result status") in the words of `materials`."""


class FileStorage:
    """One bucket. `public_url` replaces the origin of signed URLs where browsers reach S3 another way.

    The signature covers the Host header, so whatever answers at `public_url` passes requests on under the SDK's own
    endpoint (an address, so that the bucket stands in the path). Raises `Temporary` when S3 does not answer.
    """

    def __init__(self, clients: Clients, bucket: str, public_url: str = "") -> None:
        self._clients = clients
        self._bucket = bucket
        self._public_url = public_url.rstrip("/")

    def presigned_post(self, key: str, content_type: str, size: int, expires: int) -> dict[str, Any]:
        """`{url, fields}` of a form uploading this one key with exactly this type and size, within `expires` seconds.

        No call to AWS. The type is still only what the browser says: look at the content before trusting it (R43).
        """
        fields = {"Content-Type": content_type}
        conditions = [fields, ["content-length-range", size, size]]
        post = self._clients.s3.generate_presigned_post(
            self._bucket, key, Fields=dict(fields), Conditions=conditions, ExpiresIn=expires
        )
        return {"url": self._rebased(post["url"]), "fields": post["fields"]}

    def presigned_get(
        self, key: str, filename: str, content_type: str, expires: int = LINK_SECONDS, version: str = ""
    ) -> str:
        """A link that downloads the file as `filename` for `expires` seconds, always as attachment. No call to AWS.

        With `version` it is that version of the object, whatever was stored under the key later.
        """
        params = {
            **self._object(key, version),
            "ResponseContentDisposition": attachment(filename),
            "ResponseContentType": content_type,
        }
        return self._rebased(self._clients.s3.generate_presigned_url("get_object", Params=params, ExpiresIn=expires))

    def head(self, key: str) -> Mapping[str, Any] | None:
        """`{size, type, etag, version}` of what is stored (bytes, as declared, opaque, "" without one), or None."""
        try:
            with asking():
                found = self._clients.s3.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if code_of(error) not in MISSING:
                raise
            return None
        version = found.get("VersionId", "")
        return {"size": found["ContentLength"], "type": found["ContentType"], "etag": found["ETag"], "version": version}

    def read_range(self, key: str, n: int, version: str = "") -> bytes:
        """The first `n` bytes, or all there are. Raises `NotFound`."""
        return self._read(key, f"bytes=0-{n - 1}", version)

    def read_tail(self, key: str, n: int, version: str = "") -> bytes:
        """The last `n` bytes, or all there are. Raises `NotFound`."""
        return self._read(key, f"bytes=-{n}", version)

    def _read(self, key: str, part: str, version: str) -> bytes:
        try:
            with asking():
                found = self._clients.s3.get_object(**self._object(key, version), Range=part)
                return bytes(found["Body"].read())
        except ClientError as error:
            if code_of(error) == PAST_THE_END:  # an empty object has no first byte
                return b""
            if code_of(error) not in MISSING:
                raise
            raise NotFound() from error

    def save_to(self, key: str, file: IO[bytes], version: str = "") -> None:
        """Write the whole object (or that version of it) into `file`, a piece at a time. Raises `NotFound`."""
        try:
            with asking():
                found = self._clients.s3.get_object(**self._object(key, version))
                for piece in found["Body"].iter_chunks(PIECE):
                    file.write(piece)
        except ClientError as error:
            if code_of(error) not in MISSING:
                raise
            raise NotFound() from error
        file.seek(0)

    def pieces(self, key: str, version: str = "") -> Iterator[bytes]:
        """What is stored, a piece at a time. Raises `NotFound` before the first one."""
        try:
            with asking():
                found = self._clients.s3.get_object(**self._object(key, version))
                yield from found["Body"].iter_chunks(PIECE)
        except ClientError as error:
            if code_of(error) not in MISSING:
                raise
            raise NotFound() from error

    @contextmanager
    def writing(self, key: str, content_type: str) -> Iterator[PartWriter]:
        """Something to write an object into whose size nobody knows yet; it is there when the block ends well."""
        with asking():
            out = PartWriter(self._clients.s3, self._bucket, key, content_type)
            try:
                yield out
                out.finish()
            except Exception:
                out.abort()
                raise

    def copy_out(self, key: str, bucket: str, target: str, content_type: str) -> None:
        """Copy an object into another bucket, whose owner then owns it; S3 copies, and large ones in pieces.

        Harmless when repeated. Raises `Temporary`, `Unconfirmed`, `DeliveryRefused` (``extra["reason"]``).
        """
        from boto3.s3.transfer import TransferConfig  # with boto3, only for who copies files of any size

        how = TransferConfig(use_threads=False, multipart_threshold=COPIED, multipart_chunksize=COPIED)
        # With owner-enforced buckets this is the one ACL that is taken, and says nothing new.
        told = {"ACL": "bucket-owner-full-control", "ContentType": content_type, "MetadataDirective": "REPLACE"}
        with telling():
            source: Any = {"Bucket": self._bucket, "Key": key}
            self._clients.s3.copy(source, bucket, target, ExtraArgs=told, Config=how)

    def verdict(self, key: str, version: str = "") -> str:
        """What GuardDuty Malware Protection for S3 wrote on the object, in the words of `materials`; "" while nothing.

        It answers with a tag. Only its role may write that tag; a signed upload cannot carry one.
        """
        try:
            with asking():
                found = self._clients.s3.get_object_tagging(**self._object(key, version))
        except ClientError as error:
            if code_of(error) not in MISSING:
                raise
            return ""
        tags = {tag["Key"]: tag["Value"] for tag in found["TagSet"]}
        return VERDICTS.get(tags.get(SCAN_TAG, ""), "failed" if SCAN_TAG in tags else "")

    def copy(self, source: str, key: str, version: str = "") -> str:
        """Store another object's content under `key`, without its tags; gives the new version ("" without one)."""
        with asking():
            made = self._clients.s3.copy_object(
                Bucket=self._bucket, Key=key, CopySource=self._object(source, version), TaggingDirective="REPLACE"
            )
        return str(made.get("VersionId", ""))

    def _object(self, key: str, version: str) -> Any:
        return {"Bucket": self._bucket, "Key": key} | ({"VersionId": version} if version else {})

    def put(
        self, key: str, data: bytes, content_type: str = "application/octet-stream", cache: str = "no-store"
    ) -> None:
        """Store an object; `cache` is the Cache-Control it is served with."""
        with asking():
            self._clients.s3.put_object(
                Bucket=self._bucket, Key=key, Body=data, ContentType=content_type, CacheControl=cache
            )

    def put_file(self, key: str, file: IO[bytes], content_type: str, lock: Mapping[str, Any] | None = None) -> None:
        """Store what `file` holds from its place on, in pieces where it is large; nothing is there until all is.

        `lock` is ``{mode, until}`` of the object, where it is not the bucket's own.
        The file stays open, and one thread is enough: memory holds a piece, whatever the size.
        """
        from boto3.s3.transfer import TransferConfig  # with boto3, only for who stores files of any size

        how = TransferConfig(use_threads=False)
        told: dict[str, Any] = {"ContentType": content_type}
        if lock:
            told |= {"ObjectLockMode": lock["mode"], "ObjectLockRetainUntilDate": lock["until"]}
        with asking():
            self._clients.s3.upload_fileobj(
                cast("IO[bytes]", _Kept(file)), self._bucket, key, ExtraArgs=told, Config=how
            )

    def delete(self, key: str) -> None:
        """Remove it; no error when it is not there."""
        with asking():
            self._clients.s3.delete_object(Bucket=self._bucket, Key=key)

    def erase(self, prefix: str) -> bool:
        """Remove every version of every object below it, and what marks removed ones; False where one is locked."""
        gone = True
        with asking():
            pages = self._clients.s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix)
            found: list[Any] = [
                one for page in pages for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
            ]
            for one in found:
                gone = self._erase_version(one["Key"], one["VersionId"]) and gone
        return gone

    def _erase_version(self, key: str, version: str) -> bool:
        try:
            self._clients.s3.delete_object(Bucket=self._bucket, Key=key, VersionId=version)
        except ClientError as error:
            if code_of(error) != LOCKED:
                raise
            return False
        return True

    def _rebased(self, url: str) -> str:
        if not self._public_url:
            return url
        signed = urlsplit(url)
        return self._public_url + urlunsplit(("", "", signed.path, signed.query, ""))


class _Kept:
    """A file that the SDK reads and does not close."""

    def __init__(self, file: IO[bytes]) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell

    def close(self) -> None:
        """It is whose it was."""


def attachment(filename: str) -> str:
    """`Content-Disposition` of a download: an ASCII name for old clients, the real one as RFC 6266 ``filename*``."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%/;' else "_" for c in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
