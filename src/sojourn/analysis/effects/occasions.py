"""The occasions at which a candidate's exposure may be met, and those at which it was."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.effects.candidates import LOW, Candidate
from sojourn.analysis.effects.sample import Sample
from sojourn.analysis.effects.visits import openings
from sojourn.log.kernels.neighbours import next_marked, next_other

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Occasions:
    """One entry per occasion, in the order of the events.

    Attributes
    ----------
    place
        Flat place of the anchor event.
    exposed
        Whether the exposure was met.
    met
        Flat place of the event by which it was met; −1 where there is none (still waiting) or it was not.
    """

    place: Places
    exposed: Flags
    met: Places

    def where(self, kept: Flags) -> "Occasions":
        """Some of the occasions."""
        return Occasions(self.place[kept], self.exposed[kept], self.met[kept])


def occasions_of(sample: Sample, candidate: Candidate) -> Occasions:
    """All occasions of a candidate that are old enough to know whether the exposure was met."""
    return _FINDERS[candidate.kind](sample, candidate)


def _anchors(sample: Sample, candidate: Candidate) -> Places:
    """Anchor events after which the log goes on for the limit."""
    here = sample.touch == candidate.anchor
    if candidate.attribute == "channel":
        here &= sample.channel == candidate.group
    place = np.flatnonzero(here)
    return place[sample.time[place] + candidate.limit <= sample.end]


def _rated(sample: Sample, candidate: Candidate) -> Occasions:
    place = np.flatnonzero((sample.touch == candidate.anchor) & ~np.isnan(sample.rating))
    low = sample.rating[place] <= LOW
    return Occasions(place, low, np.where(low, place, -1))


def _opened(sample: Sample, candidate: Candidate) -> Occasions:
    """Openings of the page; on the device in question it is the exposure itself."""
    pages = openings(sample, candidate.attribute)
    here = pages.touch == candidate.anchor
    place, mine = pages.place[here], pages.group[here] == candidate.group
    return Occasions(place, mine, np.where(mine, place, -1))


def _soon(sample: Sample, place: Places, following: Places, limit: int) -> Flags:
    there = following >= 0
    soon: Flags = there & (sample.time[following] - sample.time[place] <= limit)
    return soon


def _waiting(sample: Sample, candidate: Candidate) -> Occasions:
    place = _anchors(sample, candidate)
    answer = next_marked(sample.offsets, sample.touch == candidate.exposure)[place].astype(np.int64)
    late = ~_soon(sample, place, answer, candidate.limit)
    return Occasions(place, late, np.where(late, answer, -1))


def _following(sample: Sample, candidate: Candidate) -> Occasions:
    """The exposure comes before the anchor comes again: it belongs to this occasion and to no later one."""
    place = _anchors(sample, candidate)
    met = next_marked(sample.offsets, sample.touch == candidate.exposure)[place].astype(np.int64)
    again = next_marked(sample.offsets, sample.touch == candidate.anchor)[place]
    own = _soon(sample, place, met, candidate.limit) & ((again < 0) | (met < again))
    return Occasions(place, own, np.where(own, met, -1))


def _breaking(sample: Sample, candidate: Candidate) -> Occasions:
    place = _anchors(sample, candidate)
    place = place[sample.spoken[place] >= 0]
    other = next_other(sample.offsets, sample.spoken)[place].astype(np.int64)
    crossed = _soon(sample, place, other, candidate.limit)
    return Occasions(place, crossed, np.where(crossed, other, -1))


def _again(sample: Sample, candidate: Candidate) -> Occasions:
    """The anchor again within the limit, for a loop twice; only occasions that are no repetition themselves."""
    place = _anchors(sample, candidate)
    here = sample.touch == candidate.anchor
    following = next_marked(sample.offsets, here)
    first = np.ones(len(here), np.bool_)
    repeats = following[here & (following >= 0)]
    before = np.flatnonzero(here & (following >= 0))
    first[repeats] = sample.time[repeats] - sample.time[before] > candidate.limit
    place = place[first[place]]
    met = following[place].astype(np.int64)
    if candidate.kind == "loop":
        met = np.where(met >= 0, following[met], -1)
    soon = _soon(sample, place, met, candidate.limit)
    return Occasions(place, soon, np.where(soon, met, -1))


def _page_visits(sample: Sample, candidate: Candidate) -> Occasions:
    """Visits in the channel of the touchpoint, by whether they come to it."""
    visit = sample.visit
    at = np.flatnonzero(sample.touch == candidate.exposure)
    channels = sample.channel[at]
    usual = int(np.bincount(channels + 1).argmax()) - 1 if len(at) else -1
    begins = np.flatnonzero(sample.begins_visit)
    open_to = np.zeros(len(begins), np.bool_)
    open_to[visit[sample.channel == usual]] = True
    met = np.full(len(begins), -1, np.int64)
    met[visit[at][::-1]] = at[::-1]
    kept = open_to | (met >= 0)
    return Occasions(begins[kept], (met >= 0)[kept], met[kept])


_FINDERS: Final[dict[str, Callable[[Sample, Candidate], Occasions]]] = {
    "wait": _waiting,
    "error": _following,
    "complaint": _following,
    "channel_break": _breaking,
    "drop_off": _opened,
    "repeated_contact": _again,
    "loop": _again,
    "low_rating": _rated,
    "visit_page": _page_visits,
}
