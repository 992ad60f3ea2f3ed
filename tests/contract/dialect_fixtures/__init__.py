"""One small faithful export per dialect and form, and what has to come out of it; each module gives ``FIXTURES``."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fixture:
    """An export of a foreign system as its own files look, with made-up values.

    Attributes
    ----------
    name
        Unique, for the test's id: ``segment_batch``.
    dialect
        Its name in ``DIALECTS``; empty for a file that no dialect may claim.
    write
        Writes the export into a folder and gives the file's (or folder's) path.
    events
        Rows that become events, over all derived tables.
    link_rows
        Rows that are no events but tell who is who.
    touchpoints
        Exactly the touchpoints of the events.
    identifiers
        Exactly the types of identifiers that any of its tables offers.
    """

    name: str
    dialect: str
    write: Callable[[Path], Path]
    events: int
    link_rows: int
    touchpoints: frozenset[str]
    identifiers: frozenset[str]
