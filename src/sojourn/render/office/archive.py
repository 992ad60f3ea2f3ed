"""Office files with the same bytes for the same content: entries without the time of day they were written."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Final

from sojourn.journeymap.model import JourneyMap

_BORN: Final = date(2000, 1, 1)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def timeless(archive: bytes) -> bytes:
    """The same zip archive, every entry dated to the first day zip knows."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for entry in given.infolist():
            info = zipfile.ZipInfo(entry.filename, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            made.writestr(info, given.read(entry))
    return out.getvalue()


def day_of(jmap: JourneyMap) -> datetime:
    """The day that the properties of a file tell: of the evidence, else of the last change, else the same for all maps.

    Without time zone, as the libraries that write office files want it.
    """
    found = (jmap.evidence.as_of if jmap.evidence else None) or jmap.updated or _BORN
    return midnight(found)


def midnight(day: date) -> datetime:
    """The beginning of a day, without time zone."""
    return datetime.combine(date(day.year, day.month, day.day), time())
