"""How many customers of each persona there are, and how many of them meet each touchpoint of the map."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.journeymap.bind.members import Members
from sojourn.journeymap.matching import View
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.profile import count_events
from sojourn.log.vocabulary import Vocabulary

FEWEST: Final = 5
"""Of a persona with fewer customers nothing is said."""

_IN: Final = ("in",)


@dataclass(frozen=True, slots=True)
class Met:
    """Customers of a persona: all, and by place those who met the touchpoint of the map."""

    customers: int
    places: tuple[int, ...]


def met_by(log: JourneyLog, view: View, whose: Mapping[str, Members]) -> dict[str, Met]:
    """Count every persona in one pass; events that belong nowhere make nobody a customer."""
    shown = len(view.shown)

    def measure(journeys: Journeys) -> NDArray[np.int64]:
        places = view.matching.places(journeys)
        codes = np.where(places >= 0, places, np.minimum(view.others[journeys.flat("touchpoint")], shown))
        slim = replace(
            journeys,
            columns={"touchpoint": frozen(codes.astype(np.int32)), "timestamp": journeys.flat("timestamp")},
        )
        counts = np.zeros((len(whose), shown + 1), np.int64)
        for row, own in enumerate(whose.values()):
            theirs = slim.keep_customers(own.mask(journeys))
            theirs = theirs.keep_events(theirs.flat("touchpoint") >= 0)
            met = count_events(theirs.offsets, theirs.flat("touchpoint"), shown + 1)
            counts[row] = [*met[:shown, 1], len(theirs)]
        return counts

    if not whose:
        return {}
    counts = log.reduce(measure).tolist()
    return {persona: Met(row[-1], tuple(row[:-1])) for persona, row in zip(whose, counts, strict=True)}


@dataclass(frozen=True, slots=True)
class Marked:
    """A selection that gives every event a coded attribute for each persona: whether its customer belongs to it."""

    whose: Mapping[str, Members]

    @property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """What the codes of these attributes mean."""
        return {name: Vocabulary(name, _IN) for name in map(mark, self.whose)}

    def __call__(self, journeys: Journeys) -> Journeys:
        """Add the attributes."""
        begin, end = int(journeys.offsets[0]), int(journeys.offsets[-1])
        lengths = np.diff(journeys.offsets)
        columns = dict(journeys.columns)
        for persona, own in self.whose.items():
            codes = np.full(len(journeys.flat("timestamp")), -1, np.int32)
            codes[begin:end] = np.repeat(own.mask(journeys).astype(np.int32) - 1, lengths)
            columns[mark(persona)] = frozen(codes)
        return replace(journeys, columns=columns, vocabularies={**journeys.vocabularies, **self.vocabularies})


def mark(persona: str) -> str:
    """The name of the attribute of a persona, which no attribute of a log has."""
    return f"persona\n{persona}"
