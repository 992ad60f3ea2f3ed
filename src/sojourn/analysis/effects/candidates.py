"""What might hurt: candidates found from the journeys themselves, before any outcome is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.effects.asking import ANY, answer_differently, asked_in
from sojourn.analysis.effects.initiative import initiative_of
from sojourn.analysis.effects.sample import Sample
from sojourn.analysis.effects.thresholds import slow_from
from sojourn.analysis.effects.visits import Opening, openings
from sojourn.log.kernels.neighbours import (
    count_answers,
    last_marked,
    next_alike,
    next_other,
    owners_by_code,
    wait_bin,
)

Kind = Literal[
    "wait",
    "error",
    "channel_break",
    "drop_off",
    "repeated_contact",
    "loop",
    "low_rating",
    "complaint",
    "visit_page",
]
Maker = Literal["company", "customer"]

NAMES_LOOKED_AT: Final = 300
"""Candidates are sought among the touchpoints that most customers meet."""
LEAST: Final = 30
"""Fewer exposed customers than this are no candidate."""
_DAY: Final = 86_400_000_000
BREAK_WITHIN: Final = _DAY
REPEAT_WITHIN: Final = 7 * _DAY
LOOP_WITHIN: Final = _DAY // 48
LOW: Final = -2.0
"""A rating is low from here down, as an emotion on −5 … +5."""
_MOST_BREAK: Final = 0.8
_MOST_PAGES: Final = 20
_RARE: Final = 0.02
_USUAL: Final = 0.6
_ANSWERED: Final = 0.5
_PRECEDED: Final = 0.5
_COVERED: Final = 0.8
_MISSING: Final = 0.25
"""A wait is the company's doing only if at most so large a share of the slow answers never comes."""
_FRAGILE: Final = 0.1
"""A page is a candidate on a device if so many more of its visits end there than the other devices would lead to expect."""
_SURE: Final = 4.0
_LONGEST_DELAY: Final = 60 * _DAY


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """One exposure at one point of the journey.

    Attributes
    ----------
    kind
        ``wait``: ``exposure`` follows ``anchor`` later than ``limit``, or is still missing then; ``error``:
        ``exposure`` follows ``anchor`` within ``limit``; ``channel_break``: a contact begun at ``anchor`` goes on in
        another contact channel within ``limit``; ``drop_off``: visits end at ``anchor`` more often on one device or
        channel (``group`` of ``attribute``) than on the others; ``repeated_contact``: ``anchor`` again within
        ``limit``; ``loop``: ``anchor`` three times within a visit; ``low_rating``: a bad rating at ``anchor``;
        ``complaint``: ``exposure`` follows ``anchor``; ``visit_page``: a visit comes to ``exposure``.
    maker
        Who brings it about: the company, or the customer.
    anchor, exposure
        Codes of touchpoints; −1 where there is none.
    limit
        µs; 0 where there is none.
    attribute, group
        ``"device"`` or ``"channel"`` and its code.
    """

    kind: Kind
    maker: Maker
    anchor: int
    exposure: int = -1
    limit: int = 0
    attribute: str = ""
    group: int = -1


def find_candidates(
    sample: Sample, goals: tuple[int, ...], follow_ups: tuple[int, ...]
) -> tuple[Candidate, ...]:
    """Everything that might hurt, in a fixed order.

    The outcomes themselves are no exposures, and neither is leaving: a cancellation is not why a customer does not renew.
    """
    outcomes = frozenset(goals) | frozenset(follow_ups)
    names = sample.names
    events = np.bincount(sample.touch[sample.touch >= 0], minlength=len(names))
    known = [int(c) for c in np.argsort(-events, kind="stable")[:NAMES_LOOKED_AT] if events[c] >= LEAST]
    told = {code: initiative_of(names[code]) for code in known}
    found = [
        *_waits(sample, [c for c in known if told[c] == "company" and c not in outcomes], known),
        *_errors(sample, [c for c in known if told[c] in ("failure", "complaint")], known, told),
        *_breaks(sample, known),
        *_drop_offs(sample, known),
        *_repeats(sample, known, told),
        *_low_ratings(sample, known),
        *_pages(sample, [c for c in known if told[c] in ("customer", "unknown") and c not in outcomes]),
    ]
    return tuple(sorted(set(found)))


def _waits(sample: Sample, answers: list[int], known: list[int]) -> list[Candidate]:
    """Pairs in which one event usually answers the other, where the wait falls into a usual and a slow part.

    A touchpoint that happens in several channels asks in each of them by itself where they answer clearly differently: a
    ticket by phone waits for no chat.
    """
    if not answers:
        return []
    codes, anchors = asked_in(sample, known, 2 * LEAST)
    column_of = {answer: column for column, answer in enumerate(answers)}
    answering = np.array([*(column_of.get(touch, -1) for touch, _ in anchors), -1], np.int32)
    waits = count_answers(sample.offsets, codes, sample.time, answering, len(anchors), len(answers))
    events = np.bincount(codes[codes >= 0], minlength=len(anchors))
    touched = np.bincount(sample.touch[sample.touch >= 0], minlength=len(sample.names))
    answered = waits.sum(axis=-1)
    touches = np.array([touch for touch, _ in anchors])
    found = []
    for touch in known:
        own = np.flatnonzero(touches == touch)
        apart = [at for at in own.tolist() if anchors[at][1] >= 0]
        whole = answered[own].sum(axis=0)
        for column in np.flatnonzero(whole >= 2 * LEAST).tolist():
            answer = answers[column]
            if touch == answer or whole[column] < _PRECEDED * touched[answer]:
                continue
            if apart and answer_differently(waits[apart, column], events[apart]):
                parts = [(anchors[at][1], waits[at, column], int(events[at])) for at in apart]
            else:
                parts = [(ANY, waits[own, column].sum(axis=0), int(events[own].sum()))]
            found += [c for part in parts if (c := _wait(touch, answer, *part)) is not None]
    return found


def _wait(touch: int, answer: int, channel: int, waits: NDArray[np.int32], asked: int) -> Candidate | None:
    """A slow answer; None where too few are answered, or all in much the same time."""
    n = int(waits.sum())
    limit = slow_from(waits) if n >= max(2 * LEAST, _ANSWERED * asked) else None
    if limit is None:
        return None
    late, missing = int(waits[wait_bin(limit) :].sum()), asked - n
    # Where many answers never come, it is mostly because the journey took another way or ended.
    maker: Maker = "company" if missing <= _MISSING * (late + missing) else "customer"
    where = ("channel", channel) if channel >= 0 else ("", -1)
    return Candidate("wait", maker, touch, answer, limit, *where)


def _errors(
    sample: Sample, failures: list[int], known: list[int], told: Mapping[int, str]
) -> list[Candidate]:
    """Events that say that something went wrong, each at the point that usually comes before it."""
    found = []
    for failure in failures:
        at = _anchor_of(
            sample, failure, [c for c in known if told[c] not in ("failure", "complaint", "leaving")]
        )
        if at is not None:
            anchor, limit = at
            maker: Maker = "company" if told[failure] == "failure" else "customer"
            kind: Kind = "error" if maker == "company" else "complaint"
            found.append(Candidate(kind, maker, anchor, failure, limit))
    return found


def _anchor_of(sample: Sample, failure: int, before: list[int]) -> tuple[int, int] | None:
    """The touchpoint that the failure belongs to: of its own channel if one covers it, then the closest in time."""
    places = np.flatnonzero(sample.touch == failure)
    own = _usual_channel(sample, failure)
    best: tuple[bool, float, int, int] | None = None
    for code in before:
        last = last_marked(sample.offsets, sample.touch == code)[places]
        met = last >= 0
        if np.count_nonzero(met) < max(LEAST, _COVERED * len(places)):
            continue
        gaps = sample.time[places[met]] - sample.time[last[met]]
        limit = int(min(1.5 * np.quantile(gaps, 0.95), _LONGEST_DELAY)) + 1
        rank = (_usual_channel(sample, code) != own, float(np.median(gaps)), code, limit)
        best = rank if best is None or rank < best else best
    return None if best is None else (best[2], best[3])


def _usual_channel(sample: Sample, code: int) -> int:
    channels = sample.channel[sample.touch == code]
    return int(np.bincount(channels + 1).argmax()) - 1 if len(channels) else -1


def _breaks(sample: Sample, known: list[int]) -> list[Candidate]:
    """Touchpoints where a contact begins in one channel, of which enough go on in another."""
    held = sample.spoken >= 0
    following = next_other(sample.offsets, sample.spoken)
    other = held & (following >= 0) & (sample.time[following] - sample.time <= BREAK_WITHIN)
    crossed, begun = sample.customers_by_touch(other), sample.customers_by_touch(held)
    return [
        Candidate("channel_break", "company", code, -1, BREAK_WITHIN)
        for code in known
        if crossed[code] >= LEAST and crossed[code] < _MOST_BREAK * begun[code]
    ]


def _repeats(sample: Sample, known: list[int], told: Mapping[int, str]) -> list[Candidate]:
    """Contacts that come again within days, and touchpoints met three times in one visit."""
    contact = sample.contact
    again = next_alike(sample.offsets, sample.touch, len(sample.names))
    twice = np.where(again >= 0, again[again], -1)
    soon = (again >= 0) & (sample.time[again] - sample.time <= REPEAT_WITHIN)
    loop = (twice >= 0) & (sample.time[twice] - sample.time <= LOOP_WITHIN)
    asked, repeated = sample.customers_by_touch(contact), sample.customers_by_touch(soon)
    looped = sample.customers_by_touch(loop)
    own = [code for code in known if told[code] in ("customer", "unknown")]
    return [
        *(
            Candidate("repeated_contact", "customer", code, -1, REPEAT_WITHIN)
            for code in own
            if asked[code] and repeated[code] >= LEAST
        ),
        *(
            Candidate("loop", "customer", code, -1, LOOP_WITHIN)
            for code in own
            if not asked[code] and looped[code] >= LEAST
        ),
    ]


def _low_ratings(sample: Sample, known: list[int]) -> list[Candidate]:
    low = sample.customers_by_touch(sample.rating <= LOW)
    return [Candidate("low_rating", "customer", code) for code in known if low[code] >= LEAST]


def _pages(sample: Sample, known: list[int]) -> list[Candidate]:
    """Touchpoints that some visits come to and others do not."""
    total = int(sample.visit[-1]) + 1 if len(sample.visit) else 0
    everything = np.ones(len(sample.visit), np.bool_)
    visits = owners_by_code(sample.touch, sample.visit, everything, len(sample.names))
    return [
        Candidate("visit_page", "customer", -1, code)
        for code in known
        if max(LEAST, _RARE * total) <= visits[code] <= _USUAL * total
    ]


def _drop_offs(sample: Sample, known: list[int]) -> list[Candidate]:
    """Pages whose visits end there more on one device or channel than the others lead to expect, the surest first.

    Visits to a page that is found are left out when the next is sought: they end there and at no other page.
    """
    found: list[Candidate] = []
    for attribute in ("device", "channel"):
        pages = openings(sample, attribute)
        groups = len(sample.vocabularies[attribute]) if attribute in sample.vocabularies else 0
        while groups > 1 and len(found) < _MOST_PAGES:
            worst = _worst(pages, known, groups, len(sample.names))
            if worst is None:
                break
            found.append(Candidate("drop_off", "company", worst[0], -1, 0, attribute, worst[1]))
            pages = pages.without(worst[0])
    return found


def _worst(pages: Opening, known: list[int], groups: int, names: int) -> tuple[int, int] | None:
    """The page and group with the surest excess of endings over what the others lead to expect; None if none has any."""
    cell, shape = pages.touch * np.int64(groups) + pages.group, (names, groups)
    opened = np.bincount(cell, minlength=names * groups).reshape(shape)
    ended = np.bincount(cell[pages.ended], minlength=names * groups).reshape(shape)
    best: tuple[float, int, int] | None = None
    for code in known:
        n, e = opened[code].sum(), ended[code].sum()
        for group in np.flatnonzero(opened[code] >= 2 * LEAST).tolist():
            n1, n0 = float(opened[code, group]), float(n - opened[code, group])
            if n0 < 2 * LEAST:
                continue
            a1, a0 = float(ended[code, group]) / n1, float(e - ended[code, group]) / n0
            spread = float(np.sqrt(a1 * (1 - a1) / n1 + a0 * (1 - a0) / n0)) or 1.0
            least = max(_FRAGILE, _SURE * spread)
            # The costlier comparison with what the others lead to expect only where the plain difference leaves it open.
            if a1 - a0 > least / 2 and (excess := a1 - pages.expected_end(code, group)) > least:
                rank = (-excess / spread, code, group)
                best = rank if best is None or rank < best else best
    return None if best is None else (best[1], best[2])
