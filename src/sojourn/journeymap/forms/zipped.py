"""Office files before they are opened: a zip archive that is what it claims, within limits, without document types."""

import zipfile
from pathlib import Path
from typing import Final

from sojourn.errors import LimitError, SourceError

MOST_UNPACKED: Final = 20 * 2**20
_MOST_ENTRIES: Final = 2_000
_TYPED: Final = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def checked(path: Path) -> None:
    """Look into an office file before a library opens it.

    Raises
    ------
    SourceError
        If it cannot be read, is no zip archive, is damaged, or has XML with a document type.
    LimitError
        If it unpacks to more than 20 MiB or more than 2,000 entries.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
            size = sum(entry.file_size for entry in found)
            if len(found) > _MOST_ENTRIES or size > MOST_UNPACKED:
                raise LimitError(
                    f"{path} unpacks to {size / 2**20:,.0f} MiB in {len(found):,} parts; "
                    f"at most {MOST_UNPACKED >> 20} MiB are read.",
                    hint="Leave out pictures and sheets that are not about the map.",
                    context={"file": str(path)},
                )
            for entry in found:
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _plain(archive.read(entry), entry.filename, path)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}.") from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise SourceError(
            f"{path} is not a whole office file: {str(error)[:100]}.", hint="Save it again as .xlsx."
        ) from None


def _plain(content: bytes, entry: str, path: Path) -> None:
    if content[:2] in _WIDE or any(mark in content for mark in _TYPED):
        raise SourceError(
            f"{path} has a document type or another encoding in {entry}, which no office program writes.",
            hint="Save it again as .xlsx.",
            context={"file": str(path)},
        )
