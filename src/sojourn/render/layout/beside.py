"""Two maps on one grid: their parts together, what became of each, and a curve of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sojourn.journeymap.model import (
    Flow,
    JourneyMap,
    MapKind,
    MeasuredEmotion,
    Opportunity,
    PainPoint,
    Stage,
    Touchpoint,
    TouchpointEvidence,
)
from sojourn.journeymap.pairing import Pair, Pairing, Standing, pairing
from sojourn.render.layout.felt import Feeling, Felt, Gap, Series, measured
from sojourn.render.layout.text import clean
from sojourn.render.numbers import Language, signed
from sojourn.render.words import say

_ROUNDED: Final = 0.05
_FIRST: Final = ("emotion", "pain_points", "name", "channel", "stage", "actions")
_LARGE: Final = 1.5
"""Feelings that differ by this much are told apart in words."""


@dataclass(frozen=True)
class Beside:
    """Two maps in pairs; the parts of `jmap` have the ids of the second map, or of the first where they are gone."""

    one: JourneyMap
    other: JourneyMap
    pairs: Pairing
    names: tuple[str, str]
    initials: tuple[str, str]
    jmap: JourneyMap
    """Both maps together, without evidence."""

    @cached_property
    def touchpoints(self) -> Mapping[str, Pair[Touchpoint]]:
        """By the id in `jmap`."""
        return {pair.latest.id: pair for pair in self.pairs.touchpoints}

    @cached_property
    def stages(self) -> Mapping[str, Pair[Stage]]:
        """By the id in `jmap`."""
        return {pair.latest.id: pair for pair in self.pairs.stages}

    @cached_property
    def pains(self) -> Mapping[str, Pair[PainPoint]]:
        """By the id in `jmap`."""
        return {pair.latest.id: pair for pair in self.pairs.pain_points}

    @cached_property
    def opportunities(self) -> Mapping[str, Pair[Opportunity]]:
        """By the id in `jmap`."""
        return {pair.latest.id: pair for pair in self.pairs.opportunities}

    @cached_property
    def gone_flows(self) -> frozenset[tuple[str, str]]:
        """Flows that the second map has no more."""
        stay = {(flow.source, flow.target) for flow in self.other.flow}
        return frozenset((f.source, f.target) for f in self.jmap.flow) - stay

    def standing(self, touchpoint: str) -> Standing:
        """What became of a touchpoint, its feelings and pain points included."""
        found = self.touchpoints[touchpoint].standing
        if found in {"new", "gone"}:
            return found
        return "changed" if self.changed(touchpoint) else "same"

    def changed(self, touchpoint: str) -> tuple[str, ...]:
        """The fields in which it differs, what customers feel and meet first."""
        pair = self.touchpoints[touchpoint]
        if pair.one is None or pair.other is None:
            return ()
        felt = ("emotion",) if self._felt_apart(pair) else ()
        pains = ("pain_points",) if self._hurts_otherwise(pair) else ()
        found = dict.fromkeys((*felt, *pair.changed, *pains))
        one, other = self.feelings(touchpoint)
        if one is not None and other is not None and abs(one.score - other.score) < _ROUNDED:
            found.pop("emotion", None)
        return tuple(sorted(found, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST)))

    def shares(self, touchpoint: str) -> tuple[float | None, float | None]:
        """The share of all customers who meet a touchpoint, in both maps."""
        one, other = self.known(touchpoint)
        return one.share if one else None, other.share if other else None

    def known(self, touchpoint: str) -> tuple[TouchpointEvidence | None, TouchpointEvidence | None]:
        """What the data of both maps say about a touchpoint."""
        pair = self.touchpoints[touchpoint]
        return _known(self.one, pair.one), _known(self.other, pair.other)

    def feelings(self, touchpoint: str) -> tuple[Feeling | None, Feeling | None]:
        """The feeling in both maps: measured, or as it was drawn."""
        pair = self.touchpoints[touchpoint]
        return _feeling(self.one, pair.one), _feeling(self.other, pair.other)

    def makes_the_change(self, opportunity: Opportunity) -> bool:
        """Whether it answers a pain point that is gone."""
        return any(p in self.pains and self.pains[p].standing == "gone" for p in opportunity.pain_points)

    def _felt_apart(self, pair: Pair[Touchpoint]) -> bool:
        one, other = _feeling(self.one, pair.one), _feeling(self.other, pair.other)
        return one is not None and other is not None and _apart(one, other)

    def _hurts_otherwise(self, pair: Pair[Touchpoint]) -> bool:
        found = [p.id for part in (pair.one, pair.other) if part is not None for p in part.pain_points]
        return any(p in self.pains and self.pains[p].standing in {"gone", "new"} for p in found)


def _known(jmap: JourneyMap, touchpoint: Touchpoint | None) -> TouchpointEvidence | None:
    if touchpoint is None or jmap.evidence is None:
        return None
    return jmap.evidence.touchpoints.get(touchpoint.id)


def _apart(one: Feeling, other: Feeling) -> bool:
    """Whether two feelings differ much, and, if both were measured, by more than their intervals."""
    if isinstance(one, MeasuredEmotion) and isinstance(other, MeasuredEmotion):
        certain = one.high < other.low or other.high < one.low
    else:
        certain = True
    return certain and abs(one.score - other.score) >= _LARGE


def _feeling(jmap: JourneyMap, touchpoint: Touchpoint | None) -> Feeling | None:
    if touchpoint is None:
        return None
    return measured(jmap, touchpoint) or touchpoint.emotion


def beside(one: JourneyMap, other: JourneyMap, language: Language) -> Beside:
    """Lay two maps over each other."""
    pairs = pairing(one, other)
    names, initials = _names(one, other, language)
    return Beside(one, other, pairs, names, initials, _together(one, other, pairs))


def _names(one: JourneyMap, other: JourneyMap, language: Language) -> tuple[tuple[str, str], tuple[str, str]]:
    """What the two maps are to each other, and the letter or figure of each."""
    if _is_future(one, other):
        initials = ("现", "目") if language == "zh" else ("C", "F")
        return (say("side.current", language), say("side.future", language)), initials
    days = [jmap.evidence.last if jmap.evidence else None for jmap in (one, other)]
    if (
        clean(one.title) == clean(other.title)
        and days[0] is not None
        and days[1] is not None
        and days[0] != days[1]
    ):
        return (say("side.before", language), say("side.after", language)), ("1", "2")
    return ("A", "B"), ("A", "B")


def _is_future(one: JourneyMap, other: JourneyMap) -> bool:
    return one.kind is not MapKind.FUTURE_STATE and other.kind is MapKind.FUTURE_STATE


def _kind(one: JourneyMap, other: JourneyMap) -> MapKind:
    """What both are drawn as: a blueprint and what it shall become stay a blueprint."""
    if one.kind is other.kind or (one.kind is MapKind.SERVICE_BLUEPRINT and _is_future(one, other)):
        return one.kind
    return MapKind.CURRENT_STATE


def _together(one: JourneyMap, other: JourneyMap, pairs: Pairing) -> JourneyMap:
    stage_of = {pair.one.id: pair.latest.id for pair in pairs.stages if pair.one is not None}
    point_of = {pair.one.id: pair.latest.id for pair in pairs.touchpoints if pair.one is not None}
    pain_of = {pair.one.id: pair.latest.id for pair in pairs.pain_points if pair.one is not None}
    gone = {pair.latest.id for pair in pairs.pain_points if pair.standing == "gone"}
    points = []
    for pair in pairs.touchpoints:
        left = tuple(p for p in (pair.one.pain_points if pair.one else ()) if p.id in gone)
        if pair.other is None:
            points.append(
                pair.latest.model_copy(update={"stage": stage_of[pair.latest.stage], "pain_points": left})
            )
        else:
            points.append(pair.other.model_copy(update={"pain_points": (*pair.other.pain_points, *left)}))
    flows = {(f.source, f.target): f for f in other.flow}
    for flow in one.flow:
        ends = point_of[flow.source], point_of[flow.target]
        flows.setdefault(ends, Flow(source=ends[0], target=ends[1], when=flow.when))
    opportunities = []
    for found in pairs.opportunities:
        hurts = (found.one.pain_points if found.one else (), found.other.pain_points if found.other else ())
        ids = (*hurts[1], *(pain_of.get(p, p) for p in hurts[0]))
        opportunities.append(found.latest.model_copy(update={"pain_points": tuple(dict.fromkeys(ids))}))
    alike = clean(one.title) == clean(other.title) or _is_future(one, other)
    title = clean(one.title) if alike else f"{clean(one.title)} | {clean(other.title)}"
    return other.model_copy(
        update={
            "title": title or "?",
            "kind": _kind(one, other),
            "stages": tuple(pair.latest for pair in pairs.stages),
            "touchpoints": tuple(points),
            "flow": tuple(flows.values()),
            "opportunities": tuple(opportunities),
            "personas": tuple(pair.latest for pair in pairs.personas),
            "evidence": None,
        }
    )


def felt_beside(two: Beside, language: Language) -> Felt:
    """A curve of each map, and where they differ much."""
    feelings = {t.id: two.feelings(t.id) for t in two.jmap.touchpoints}
    series = tuple(
        Series(
            key,
            two.names[i],
            two.initials[i],
            i,
            {k: f for k, both in feelings.items() if (f := both[i]) is not None},
        )
        for i, key in enumerate(("one", "other"))
    )
    if not any(s.feelings for s in series):
        return Felt({})
    gaps = []
    for touchpoint in two.jmap.touchpoints:
        one, other = feelings[touchpoint.id]
        if one is None or other is None or not _apart(one, other):
            continue
        change = signed(other.score - one.score)
        words = say(
            "gap.beside",
            language,
            name=clean(touchpoint.name) or touchpoint.id,
            one=signed(one.score),
            other=signed(other.score),
            change=change,
        )
        gaps.append(Gap(touchpoint.id, "one", "other", words, other.score > one.score, change))
    return Felt({}, series, tuple(gaps))
