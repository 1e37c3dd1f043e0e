"""Files in S3. Browsers send and fetch them there with short-lived signed requests, never through the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any
from urllib.parse import quote, urlsplit, urlunsplit

from botocore.exceptions import ClientError

from chalicelib.aws.answers import asking, code_of
from chalicelib.aws.clients import Clients
from chalicelib.errors import NotFound

MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
PAST_THE_END = "InvalidRange"
LINK_SECONDS = 300
PIECE = 256 * 1024


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

    def presigned_get(self, key: str, filename: str, content_type: str, expires: int = LINK_SECONDS) -> str:
        """A link that downloads the file as `filename` for `expires` seconds, always as attachment. No call to AWS."""
        url = self._clients.s3.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentDisposition": attachment(filename),
                "ResponseContentType": content_type,
            },
            ExpiresIn=expires,
        )
        return self._rebased(url)

    def head(self, key: str) -> Mapping[str, Any] | None:
        """`{size, type, etag}` of what is stored (bytes, as declared, opaque), or None."""
        try:
            with asking():
                found = self._clients.s3.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if code_of(error) not in MISSING:
                raise
            return None
        return {"size": found["ContentLength"], "type": found["ContentType"], "etag": found["ETag"]}

    def read_range(self, key: str, n: int) -> bytes:
        """The first `n` bytes, or all there are. Raises `NotFound`."""
        try:
            with asking():
                found = self._clients.s3.get_object(Bucket=self._bucket, Key=key, Range=f"bytes=0-{n - 1}")
                return found["Body"].read(n)
        except ClientError as error:
            if code_of(error) == PAST_THE_END:  # an empty object has no first byte
                return b""
            if code_of(error) not in MISSING:
                raise
            raise NotFound() from error

    def save_to(self, key: str, file: IO[bytes]) -> None:
        """Write the whole object into `file`, a piece at a time. Raises `NotFound`."""
        try:
            with asking():
                found = self._clients.s3.get_object(Bucket=self._bucket, Key=key)
                for piece in found["Body"].iter_chunks(PIECE):
                    file.write(piece)
        except ClientError as error:
            if code_of(error) not in MISSING:
                raise
            raise NotFound() from error
        file.seek(0)

    def put(
        self, key: str, data: bytes, content_type: str = "application/octet-stream", cache: str = "no-store"
    ) -> None:
        """Store an object; `cache` is the Cache-Control it is served with."""
        with asking():
            self._clients.s3.put_object(
                Bucket=self._bucket, Key=key, Body=data, ContentType=content_type, CacheControl=cache
            )

    def delete(self, key: str) -> None:
        """Remove it; no error when it is not there."""
        with asking():
            self._clients.s3.delete_object(Bucket=self._bucket, Key=key)

    def _rebased(self, url: str) -> str:
        if not self._public_url:
            return url
        signed = urlsplit(url)
        return self._public_url + urlunsplit(("", "", signed.path, signed.query, ""))


def attachment(filename: str) -> str:
    """`Content-Disposition` of a download: an ASCII name for old clients, the real one as RFC 6266 ``filename*``."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%/;' else "_" for c in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
