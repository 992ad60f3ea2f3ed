"""Ways that customers go and the map does not draw, and those it draws and nobody goes; where journeys begin and end."""

from collections.abc import Iterator

from sojourn.journeymap.commands import Add, Edit, Remove
from sojourn.journeymap.conform.deviation import Deviation, Kind, Number
from sojourn.journeymap.conform.facts import OUTSIDE, Facts, Pair
from sojourn.journeymap.conform.line import Line, Share, share_of
from sojourn.journeymap.model import Flow


def way_deviations(facts: Facts, line: Line, gone: frozenset[str]) -> tuple[Deviation, ...]:
    """Missing and unused flows and loops, flows that go the other way round, and starts and ends that are elsewhere.

    Parameters
    ----------
    gone
        Ids of touchpoints that nobody meets; of their ways nothing is said.
    """
    places = range(facts.graph.size)
    here = {place for place in places if facts.jmap.touchpoints[place].id not in gone}
    n = facts.customers
    missing = {
        pair: share
        for pair, customers in facts.pairs.items()
        if line.may_be_above(customers, n)
        and pair not in facts.drawn
        and here.issuperset(set(pair) - {OUTSIDE})
        and line.above(share := share_of(customers, n))
    }
    unused = {
        pair: share
        for pair in facts.drawn
        if here.issuperset(set(pair) - {OUTSIDE})
        and line.never(share := share_of(facts.pairs.get(pair, 0), n))
    }
    return (*_flows(facts, missing, unused), *_doors(facts, missing, unused))


def _flows(facts: Facts, missing: dict[Pair, Share], unused: dict[Pair, Share]) -> Iterator[Deviation]:
    turned = {(a, b) for a, b in missing if a != b and (b, a) in unused and OUTSIDE not in (a, b)}
    for a, b in sorted(missing):
        if OUTSIDE in (a, b):
            continue
        if (a, b) in turned:
            yield _way(
                facts, "other_order", (a, b), missing[a, b], (_removed(facts, (b, a)), _added(facts, (a, b)))
            )
        else:
            kind: Kind = "missing_loop" if a == b else "missing_flow"
            yield _way(facts, kind, (a, b), missing[a, b], (_added(facts, (a, b)),))
    for a, b in sorted(unused):
        if OUTSIDE not in (a, b) and (b, a) not in turned:
            kind = "unused_loop" if a == b else "unused_flow"
            yield _way(facts, kind, (a, b), unused[a, b], (_removed(facts, (a, b)),))


def _way(facts: Facts, kind: Kind, pair: Pair, share: Share, commands: tuple[Add | Remove, ...]) -> Deviation:
    a, b = pair
    met = facts.met(a)
    numbers: dict[str, Number] = {"customers_at_source": met}
    if met:
        numbers["share_at_source"] = round(share.customers / met, 4)
    return Deviation(kind, "flow", _id(facts, pair), (facts.name(a), facts.name(b)), share, numbers, commands)


def _id(facts: Facts, pair: Pair) -> str:
    return ">".join(facts.jmap.touchpoints[place].id for place in pair)


def _added(facts: Facts, pair: Pair) -> Add:
    source, target = (facts.jmap.touchpoints[place].id for place in pair)
    return Add(part="flow", value=Flow(source=source, target=target))


def _removed(facts: Facts, pair: Pair) -> Remove:
    return Remove(part="flow", id=_id(facts, pair))


def _doors(facts: Facts, missing: dict[Pair, Share], unused: dict[Pair, Share]) -> Iterator[Deviation]:
    """Starts and ends: only where the map marks any, since it says nothing about them else."""
    graph = facts.graph
    sides: tuple[tuple[str, tuple[int, ...], Kind, Kind], ...] = (
        ("starts", graph.starts, "begins_elsewhere", "never_begins"),
        ("ends", graph.ends, "ends_elsewhere", "never_ends"),
    )
    for field, marked, more, less in sides:
        if not marked:
            continue
        side = 1 if field == "starts" else 0
        for pairs, kind in ((missing, more), (unused, less)):
            for pair in sorted(pairs):
                if pair[1 - side] == OUTSIDE and pair[side] != OUTSIDE:
                    touchpoint = facts.jmap.touchpoints[pair[side]]
                    edit = Edit(part="touchpoint", id=touchpoint.id, field=field, value=kind == more)
                    yield Deviation(
                        kind, "touchpoint", touchpoint.id, (touchpoint.name,), pairs[pair], {}, (edit,)
                    )
