"""Materials: the files of an application, from asking for a place to upload to, to a five-minute link.

Files go straight to storage and never through the API, and stay in quarantine until a scanner judged them clean.
Applications take their files when they are submitted.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.materials.content_fault import content_fault
    from chalicelib.materials.exchange import Files, confirm_upload, file_link, request_upload
    from chalicelib.materials.faults import FAULTS
    from chalicelib.materials.inert_name import inert_name
    from chalicelib.materials.of_form import files_for, files_in
    from chalicelib.materials.shelf import Shelf
    from chalicelib.materials.store import UploadStore
    from chalicelib.materials.type_of_content import type_of_content
    from chalicelib.materials.upload import Upload, UploadState
else:
    open_lazily(__name__)

__all__ = [
    "FAULTS",
    "Files",
    "Shelf",
    "Upload",
    "UploadState",
    "UploadStore",
    "confirm_upload",
    "content_fault",
    "file_link",
    "files_for",
    "files_in",
    "inert_name",
    "request_upload",
    "type_of_content",
]
