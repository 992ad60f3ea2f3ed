"""Office files before they are opened: a zip archive that is what it claims, within limits, without document types."""

import io
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import Final

from sojourn.errors import LimitError, SourceError

MOST_UNPACKED: Final = 20 * 2**20
_MOST_ENTRIES: Final = 2_000
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
)
_TYPED: Final = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def checked(path: Path) -> bytes:
    """The bytes of an office file, looked into before a library opens them.

    Raises
    ------
    SourceError
        If it cannot be read, is no zip archive, is damaged, or has XML with a document type.
    LimitError
        If it is larger than 20 MiB, or unpacks to more than that or to more than 2,000 entries.
    """
    try:
        if path.stat().st_size > MOST_UNPACKED:
            raise LimitError(
                f"{path} is larger than {MOST_UNPACKED >> 20} MiB.", hint="A map needs less than one."
            )
        content = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = archive.infolist()
            size = sum(entry.file_size for entry in found)
            if len(found) > _MOST_ENTRIES or size > MOST_UNPACKED:
                raise LimitError(
                    f"{path} unpacks to {size / 2**20:,.0f} MiB in {len(found):,} parts; "
                    f"at most {MOST_UNPACKED >> 20} MiB in {_MOST_ENTRIES:,} parts are read.",
                    hint="Leave out pictures and sheets that are not about the map.",
                    context={"file": str(path)},
                )
            for entry in found:
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _plain(archive.read(entry), entry.filename, path)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}.") from None
    except _DAMAGED as error:
        raise SourceError(
            f"{path} is not a whole office file: {str(error)[:100]}.", hint="Save it again as .xlsx."
        ) from None
    return content


def _plain(content: bytes, entry: str, path: Path) -> None:
    if content[:2] in _WIDE or any(mark in content for mark in _TYPED):
        raise SourceError(
            f"{path} has a document type or another encoding in {entry}, which no office program writes.",
            hint="Save it again as .xlsx.",
            context={"file": str(path)},
        )
