"""A map that was changed, written with the form of the file it came from."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sojourn.journeymap.model import JourneyMap


def save_like(jmap: "JourneyMap", source: Path, target: Path) -> None:
    """Write a map with the comments and the order of the text it was read from: whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written; what stood there before still stands.
    """
    from sojourn.durable import replace
    from sojourn.journeymap.document import revise
    from sojourn.journeymap.loading import read_text

    replace(target, revise(read_text(source, source.name), jmap))
