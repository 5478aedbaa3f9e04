"""A ZIP file that is the same for the same content, with the checksum of each file in it."""

from collections.abc import Iterable
from hashlib import sha256
from types import TracebackType
from typing import BinaryIO, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CHECKSUMS = "SHA256SUMS"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date that every file bears: the first that the format knows."""
READABLE = 0o644 << 16
UNIX = 3


class Package:
    """Files one after another; their checksums come last, as `sha256sum -c` reads them."""

    def __init__(self, target: BinaryIO) -> None:
        self.zip = ZipFile(target, "w", ZIP_DEFLATED, compresslevel=6)
        self.sums: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            sums, self.sums = "".join(self.sums), []
            self.add(CHECKSUMS, [sums])
        self.zip.close()

    def add(self, name: str, pieces: Iterable[str | bytes]) -> None:
        """Write a file from its pieces as they come."""
        entry = ZipInfo(name, date_time=FIRST_DAY)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr, entry.create_system = READABLE, UNIX
        digest = sha256()
        with self.zip.open(entry, "w", force_zip64=True) as file:
            for piece in pieces:
                written = piece.encode() if isinstance(piece, str) else piece
                digest.update(written)
                file.write(written)
        self.sums.append(f"{digest.hexdigest()}  {name}\n")
