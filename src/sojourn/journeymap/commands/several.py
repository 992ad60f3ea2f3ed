"""Merge, split and fold: the commands about touchpoints together with their flows, pain points and matches."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

from sojourn.errors import UnknownNameError, UsageError
from sojourn.journeymap.commands import cascade
from sojourn.journeymap.commands.parts import MOST_OF, items, part_name, unknown
from sojourn.journeymap.commands.single import add, check_pains_new
from sojourn.journeymap.commands.values import Add, Fold, Merge, Split
from sojourn.journeymap.matching import match_of
from sojourn.journeymap.model import Flow, JourneyMap, Kpi, Match, Touchpoint
from sojourn.journeymap.sayings import failure, quoted, say, suggestion

_UNITED: Final = (
    "actions",
    "thoughts",
    "pain_points",
    "rose",
    "bud",
    "thorn",
    "backstage",
    "support",
    "policies",
    "systems",
)
_FIRST: Final = (
    "channel",
    "media",
    "kind",
    "department",
    "expectation",
    "expected_wait",
    "emotion",
    "map",
)
_ANY: Final = ("starts", "ends", "moment_of_truth")
MERGED: Final = (*_UNITED, *_FIRST, *_ANY, "kpis", "emotions", "importance", "match")
"""The fields of a touchpoint that merging others into it can change."""
_MOST_LEFT_OUT: Final = 500


def merge(jmap: JourneyMap, command: Merge) -> JourneyMap:
    """The map with one touchpoint in place of several."""
    kept = _touchpoint(jmap, command.into)
    gone = {key: _touchpoint(jmap, key) for key in command.ids if key != command.into}
    if not gone:
        told = say("nothing_merged", name=quoted(command.into))
        raise failure(UsageError, told, say("nothing_merged.name"))
    united = _united([kept, *gone.values()])
    flows = _joined(
        Flow(source=_to(f.source, gone, kept.id), target=_to(f.target, gone, kept.id), when=f.when)
        if {f.source, f.target} & gone.keys()
        else f
        for f in jmap.flow
    )
    touchpoints = (united if t.id == kept.id else t for t in jmap.touchpoints if t.id not in gone)
    jmap = jmap.model_copy(update={"touchpoints": tuple(touchpoints), "flow": flows})
    jmap = cascade.forget_touchpoints(jmap, {kept.id, *gone})
    return cascade.forget_pains(jmap, cascade.pains_of([united]))


def _to(key: str, gone: Iterable[str], into: str) -> str:
    return into if key in gone else key


def _joined(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    """Flows of which those that became the same stand once, where the first stood."""
    found: dict[tuple[str, str, str | None], Flow] = {}
    for flow in flows:
        found.setdefault((flow.source, flow.target, flow.when), flow)
    return tuple(found.values())


def _united(touchpoints: Sequence[Touchpoint]) -> Touchpoint:
    """The first touchpoint with what the others have."""
    changed: dict[str, Any] = {field: _all(touchpoints, field) for field in _UNITED}
    changed |= {field: _first(touchpoints, field) for field in _FIRST}
    changed |= {field: any(getattr(t, field) for t in touchpoints) for field in _ANY}
    kpis: dict[str, Kpi] = {}
    for kpi in chain.from_iterable(t.kpis for t in touchpoints):
        kpis.setdefault(kpi.metric, kpi)
    emotions: dict[str, Any] = {}
    for touchpoint in touchpoints:
        emotions = touchpoint.emotions | emotions
    weights = [t.importance for t in touchpoints if t.importance is not None]
    changed |= {
        "kpis": tuple(kpis.values()),
        "emotions": emotions,
        "importance": max(weights, default=None),
        "match": _match(touchpoints),
    }
    return touchpoints[0].model_copy(update=changed)


def _all(touchpoints: Sequence[Touchpoint], field: str) -> tuple[Any, ...]:
    found: list[Any] = []
    for value in chain.from_iterable(getattr(t, field) for t in touchpoints):
        if value not in found:
            found.append(value)
    return tuple(found)


def _first(touchpoints: Sequence[Touchpoint], field: str) -> Any:
    values = [getattr(t, field) for t in touchpoints]
    return next((v for v in values if v not in {None, ""}), values[0])


def _match(touchpoints: Sequence[Touchpoint]) -> Match | None:
    """The conditions that exactly the events of all of them fulfil.

    Conditions are combined by "and", their values by "or": what differs in more than one condition has no common form.
    """
    found = [match_of(t) for t in touchpoints]
    conditions: dict[str, set[frozenset[Any]]] = {
        "names": {frozenset(f.touchpoint) for f in found},
        "channels": {frozenset(f.channel) for f in found},
        "properties": {frozenset((k, frozenset(v)) for k, v in f.properties.items()) for f in found},
    }
    differing = [name for name, values in conditions.items() if len(values) > 1]
    one_kind = len({(bool(f.touchpoint), bool(f.channel), tuple(sorted(f.properties))) for f in found}) == 1
    if not differing:
        return touchpoints[0].match
    if len(differing) > 1 or not one_kind or (differing == ["properties"] and len(found[0].properties) > 1):
        raise failure(UsageError, say("unmatched", name=quoted(touchpoints[0].id)), say("unmatched.one"))
    first = found[0]
    properties = {k: _values(f.properties[k] for f in found) for k in first.properties}
    return Match(
        touchpoint=_values(f.touchpoint for f in found),
        channel=_values(f.channel for f in found),
        properties=properties,
    )


def _values(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def split(jmap: JourneyMap, command: Split) -> JourneyMap:
    """The map with several touchpoints in place of one."""
    old = _touchpoint(jmap, command.id)
    taken = {t.id for t in jmap.touchpoints} - {old.id}
    new = [t.id for t in command.into]
    if len(set(new)) < len(new) or set(new) & taken:
        again = next(key for i, key in enumerate(new) if key in taken or key in new[:i])
        told = say("there", part=part_name("touchpoint"), name=quoted(again))
        raise failure(UsageError, told, say("there.new"))
    if len(jmap.touchpoints) + len(new) - 1 > MOST_OF["touchpoint"]:
        told = say("most_of", n=MOST_OF["touchpoint"], part=part_name("touchpoint"))
        raise failure(UsageError, told, say("most_of.split"))
    owners = _owners(jmap, command)
    flows = tuple(
        f.model_copy(
            update={
                "source": owners[key] if f.source == old.id else f.source,
                "target": owners[key] if f.target == old.id else f.target,
            }
        )
        if old.id in {f.source, f.target}
        else f
        for key, f in items(jmap, "flow")
    )
    place = jmap.touchpoints.index(old)
    rest = (*jmap.touchpoints[:place], *jmap.touchpoints[place + 1 :])
    bare = jmap.model_copy(update={"touchpoints": rest})
    for value in command.into:
        check_pains_new(bare, value)
        before = bare.touchpoints[place].id if place < len(bare.touchpoints) else None
        bare = add(bare, Add(part="touchpoint", value=value, before=before))
        place += 1
    bare = cascade.forget_touchpoints(bare.model_copy(update={"flow": flows}), {old.id})
    lost = cascade.pains_of([old])
    stay = cascade.pains_of(command.into)
    return cascade.forget_pains(cascade.without_pains(bare, lost - stay), lost)


def _owners(jmap: JourneyMap, command: Split) -> dict[str, str]:
    """The new touchpoint of every flow of the old one."""
    own = [key for key, f in items(jmap, "flow") if command.id in {f.source, f.target}]
    new = [t.id for t in command.into]
    for key, owner in command.flows.items():
        if key not in own:
            told = say("no_flow_of", name=quoted(key), of=quoted(command.id))
            raise failure(UnknownNameError, told, suggestion(key, own), name=key, known=own[:100])
        if owner not in new:
            raise unknown("touchpoint", owner, new)
    return {key: command.flows.get(key, new[0]) for key in own}


def fold(jmap: JourneyMap, command: Fold) -> JourneyMap:
    """The map without a touchpoint, whose flows go past it and whose events are left out on purpose."""
    old = _touchpoint(jmap, command.id)
    into = [f for f in jmap.flow if f.target == old.id and f.source != old.id]
    out = [f for f in jmap.flow if f.source == old.id and f.target != old.id]
    there = {(f.source, f.target) for f in jmap.flow if old.id not in {f.source, f.target}}
    flows: list[Flow] = []
    for flow in jmap.flow:
        if flow in into:
            for onward in out:
                past = Flow(source=flow.source, target=onward.target, when=_both(flow.when, onward.when))
                if (past.source, past.target) not in there:
                    there.add((past.source, past.target))
                    flows.append(past)
        elif old.id not in {flow.source, flow.target}:
            flows.append(flow)
    touchpoints = _ends_passed_on(jmap.touchpoints, old, into, out)
    jmap = cascade.without_touchpoints(jmap.model_copy(update={"touchpoints": touchpoints}), {old.id})
    elsewhere = set(chain.from_iterable(match_of(t).touchpoint for t in jmap.touchpoints))
    names = [n for n in match_of(old).touchpoint if n not in elsewhere]
    left_out = _values([jmap.left_out, names])
    if len(left_out) > _MOST_LEFT_OUT:
        raise failure(UsageError, say("left_out", n=_MOST_LEFT_OUT), say("left_out.remove"))
    return jmap.model_copy(update={"flow": tuple(flows), "left_out": left_out})


def _both(one: str | None, other: str | None) -> str | None:
    """The condition that both hold."""
    return "; ".join(dict.fromkeys(when for when in (one, other) if when)) or None


def _ends_passed_on(
    touchpoints: Iterable[Touchpoint], old: Touchpoint, into: Sequence[Flow], out: Sequence[Flow]
) -> tuple[Touchpoint, ...]:
    """Journeys that began or ended at a touchpoint begin at the next and end at the one before."""
    begin = {f.target for f in out} if old.starts else set()
    end = {f.source for f in into} if old.ends else set()
    return tuple(
        t.model_copy(update={"starts": t.starts or t.id in begin, "ends": t.ends or t.id in end})
        if t.id in begin | end
        else t
        for t in touchpoints
    )


def _touchpoint(jmap: JourneyMap, key: str) -> Touchpoint:
    found = next((t for t in jmap.touchpoints if t.id == key), None)
    if found is None:
        raise unknown("touchpoint", key, [t.id for t in jmap.touchpoints])
    return found
