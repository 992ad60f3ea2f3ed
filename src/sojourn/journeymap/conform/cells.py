"""Feelings and waits of the map beside those measured."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from sojourn.analysis.stats.proportions import wilson
from sojourn.journeymap.commands import Edit
from sojourn.journeymap.conform.deviation import Deviation, Number
from sojourn.journeymap.conform.facts import Facts
from sojourn.journeymap.conform.line import FEWEST, share_of
from sojourn.journeymap.conform.parts import outside
from sojourn.journeymap.model import Emotion, MeasuredEmotion
from sojourn.log.kernels.durations import RELATIVE_ERROR

_POINT: Final = 1.0
"""Nobody draws a feeling more exactly than to a point of −5 … +5."""
_SEVERAL: Final = 3
_HALF: Final = 0.5
_ROUND: Final = (
    *(("s", 1, n) for n in (1, 2, 3, 5, 10, 15, 20, 30, 45)),
    *(("min", 60, n) for n in (1, 2, 3, 5, 10, 15, 20, 30, 45)),
    *(("h", 3600, n) for n in (1, 2, 3, 4, 6, 8, 12, 18)),
    *(("d", 86_400, n) for n in (1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365)),
)


def cell_deviations(facts: Facts) -> tuple[Deviation, ...]:
    """Feelings and waits that are not as drawn, and whether the map as a whole feels better than customers do."""
    return (*_feelings(facts), *_internal_view(facts), *_waits(facts))


def _feelings(facts: Facts) -> Iterator[Deviation]:
    settled = set()
    for (place, persona), (drawn, measured) in _by_gap(facts):
        touchpoint = facts.jmap.touchpoints[place]
        if measured.n < FEWEST or outside(drawn.score, measured) <= _POINT:
            continue
        numbers: dict[str, Number] = {
            "drawn": drawn.score,
            "measured": measured.score,
            "low": measured.low,
            "high": measured.high,
            "n": measured.n,
            "basis": str(measured.basis),
        }
        now = Emotion(score=round(measured.score, 1), basis=measured.basis, note=drawn.note)
        # The feelings of all personas are one field: two edits of it would undo each other.
        field, value = ("emotions", {**touchpoint.emotions, persona: now}) if persona else ("emotion", now)
        edit = Edit(part="touchpoint", id=touchpoint.id, field=field, value=value)
        commands = () if (place, field) in settled else (edit,)
        settled.add((place, field))
        if persona:
            numbers["persona"] = next((p.name for p in facts.jmap.personas if p.id == persona), persona)
        yield Deviation(
            "feels_worse" if drawn.score > measured.high else "feels_better",
            "touchpoint",
            touchpoint.id,
            (touchpoint.name,),
            share_of(facts.met(place), facts.customers),
            numbers,
            commands,
        )


def _by_gap(facts: Facts) -> list[tuple[tuple[int, str], tuple[Emotion, MeasuredEmotion]]]:
    """What is drawn and measured, the farthest apart first."""
    return sorted(facts.feelings.items(), key=lambda item: (-outside(item[1][0].score, item[1][1]), item[0]))


def _internal_view(facts: Facts) -> Iterator[Deviation]:
    apart = [
        drawn.score - measured.score
        for (_, persona), (drawn, measured) in facts.feelings.items()
        if not persona
    ]
    higher = sum(apart) / len(apart) if len(apart) >= _SEVERAL else 0.0
    if higher > _POINT:
        everyone = share_of(facts.customers, facts.customers)
        numbers = {"higher": round(higher, 2), "touchpoints": len(apart)}
        yield Deviation("internal_view", "map", "", (), everyone, numbers)


def _waits(facts: Facts) -> Iterator[Deviation]:
    for place, wait in sorted(facts.waits.items()):
        touchpoint = facts.jmap.touchpoints[place]
        low, high = (
            float(bound[0]) for bound in wilson(np.array([wait.longer_apart]), np.array([wait.apart]))
        )
        if wait.apart < FEWEST or low <= _HALF:
            continue
        expected = touchpoint.expected_wait or ""
        numbers: dict[str, Number] = {
            "expected": expected,
            "median_s": round(wait.median_s, 1),
            "longer_share": round(wait.longer / wait.n, 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "n": wait.n,
        }
        edit = Edit(
            part="touchpoint",
            id=touchpoint.id,
            field="expected_wait",
            value=round_duration(wait.median_s * (1 + RELATIVE_ERROR)),
        )
        share = share_of(facts.met(place), facts.customers)
        yield Deviation(
            "takes_longer", "touchpoint", touchpoint.id, (touchpoint.name,), share, numbers, (edit,)
        )


def round_duration(seconds: float) -> str:
    """The shortest round duration above some seconds, as a map writes it.

    >>> round_duration(50), round_duration(100_000), round_duration(1e9)
    ('1min', '2d', '11575d')
    """
    for unit, size, number in _ROUND:
        if number * size > seconds:
            return f"{number}{unit}"
    return f"{int(seconds // 86_400) + 1}d"
