"""Writing an object whose size nobody knows yet, piece by piece: an S3 multipart upload as a file that is written to.

Memory holds one part. Nothing is there until all is: who dies leaves parts that the bucket's lifecycle takes away.
"""

from __future__ import annotations

from typing import Any

PART = 8 * 1024 * 1024
"""S3 takes 10,000 parts of at least 5 MiB: up to 80 GiB."""


class PartWriter:
    """`write` as of a file without seeking; `finish` or `abort` ends it. `size` is in bytes."""

    def __init__(self, s3: Any, bucket: str, key: str, content_type: str, **more: Any) -> None:
        self._s3, self._where = s3, {"Bucket": bucket, "Key": key}
        made = s3.create_multipart_upload(**self._where, ContentType=content_type, **more)
        self._upload = {**self._where, "UploadId": made["UploadId"]}
        self._waiting, self._parts = bytearray(), list[dict[str, Any]]()
        self.size = 0

    def write(self, data: Any) -> int:
        self._waiting += data
        self.size += len(data)
        while len(self._waiting) >= PART:
            self._send(PART)
        return len(data)

    def flush(self) -> None:
        """A part is sent when it is full."""

    def finish(self) -> None:
        if self._waiting or not self._parts:
            self._send(len(self._waiting))
        self._s3.complete_multipart_upload(**self._upload, MultipartUpload={"Parts": self._parts})

    def abort(self) -> None:
        self._s3.abort_multipart_upload(**self._upload)

    def _send(self, length: int) -> None:
        number = len(self._parts) + 1
        sent = self._s3.upload_part(**self._upload, PartNumber=number, Body=bytes(self._waiting[:length]))
        self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})
        del self._waiting[:length]
