"""Materials: the files of an application, from asking for a place to upload to, to a five-minute link.

Files go straight to storage and never through the API. Applications take their files when they are submitted.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.materials.exchange import Files, confirm_upload, file_link, files_for, files_in, request_upload
    from chalicelib.materials.store import UploadStore
    from chalicelib.materials.type_of_content import type_of_content
    from chalicelib.materials.upload import Upload, UploadState
else:
    open_lazily(__name__)

__all__ = [
    "Files",
    "Upload",
    "UploadState",
    "UploadStore",
    "confirm_upload",
    "file_link",
    "files_for",
    "files_in",
    "request_upload",
    "type_of_content",
]
