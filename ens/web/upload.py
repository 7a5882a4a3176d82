"""Files that people send: kept in memory, up to the limit, never in clear on the disk."""

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest


class MemoryUpload(FileUploadHandler):
    """Keeps the bytes of a request's files up to the limit; beyond, it only counts them: a sentence can say how many.

    A file whose `size` is above `settings.ENS_UPLOAD_LIMIT` has lost its end and must be refused.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._room = settings.ENS_UPLOAD_LIMIT
        self._kept = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._kept = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  Django's signature
        """Keep a piece while there is room."""
        self._kept.write(raw_data[: self._room])
        self._room -= min(self._room, len(raw_data))

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Hand over the file with its real size."""
        self._kept.seek(0)
        name, kind = self.file_name or "", self.content_type or ""
        return InMemoryUploadedFile(self._kept, self.field_name, name, kind, file_size, self.charset)
