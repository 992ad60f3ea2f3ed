"""Touchpoints that customers meet and the map does not show, and those it shows and nobody meets."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from sojourn.journeymap.commands import Add, Command, Edit, Remove
from sojourn.journeymap.conform.deviation import Deviation
from sojourn.journeymap.conform.facts import OUTSIDE, Facts
from sojourn.journeymap.conform.line import Line, Share, share_of
from sojourn.journeymap.matching import match_of
from sojourn.journeymap.model import Flow, Match, Touchpoint
from sojourn.journeymap.slugs import slug

_ALIKE: Final = 0.75
"""Names that are so much alike (difflib's ratio) may be one name, misspelt."""
_LONGEST_NAME: Final = 200
_MOST_MISSING: Final = 200


def touchpoint_deviations(facts: Facts, line: Line) -> tuple[Deviation, ...]:
    """Names that fit nothing in the data, touchpoints nobody meets, and touchpoints the map does not show."""
    size, nobody = facts.graph.size, share_of(0, facts.customers)
    missing = _not_drawn(facts, line)
    found = []
    for place, touchpoint in enumerate(facts.jmap.touchpoints):
        if facts.met(place):
            continue
        meant = _meant(touchpoint, {facts.outside[c - size]: c for c in missing})
        if meant is not None:
            found.append(_unknown_name(facts, touchpoint, meant, missing.pop(meant)))
        elif line.never(nobody):
            found.append(_unmet(touchpoint, nobody))
    taken = {touchpoint.id for touchpoint in facts.jmap.touchpoints}
    return (*found, *(_missing(facts, line, c, share, taken) for c, share in missing.items()))


def _not_drawn(facts: Facts, line: Line) -> dict[int, Share]:
    """Touchpoints that the map should show or leave out, most customers first; at most 200."""
    n = facts.customers
    often = sorted(
        (-row["customers"], number)
        for number, row in facts.rows.items()
        if number >= facts.graph.size and line.may_be_above(row["customers"], n)
    )
    shares = {number: share_of(-customers, n) for customers, number in often[:_MOST_MISSING]}
    return {number: share for number, share in shares.items() if line.above(share)}


def _meant(touchpoint: Touchpoint, names: Mapping[str, int]) -> int | None:
    """The touchpoint of the data whose name is most like one that fits nothing."""
    folded = {name.casefold(): number for name, number in names.items()}
    for wanted in (*match_of(touchpoint).touchpoint, touchpoint.name):
        near = get_close_matches(wanted.casefold(), folded, n=1, cutoff=_ALIKE)
        if near:
            return folded[near[0]]
    return None


def _unknown_name(facts: Facts, touchpoint: Touchpoint, number: int, share: Share) -> Deviation:
    name = facts.name(number)
    given = match_of(touchpoint)
    # Where the name is right, what else the match asks for is not.
    right = name.casefold() in {known.casefold() for known in given.touchpoint}
    match = Match(touchpoint=(name,)) if right else given.model_copy(update={"touchpoint": (name,)})
    return Deviation(
        "unknown_name",
        "touchpoint",
        touchpoint.id,
        (touchpoint.name, name),
        share,
        {"events": int(facts.rows[number]["events"])},
        (Edit(part="touchpoint", id=touchpoint.id, field="match", value=match),),
    )


def _unmet(touchpoint: Touchpoint, share: Share) -> Deviation:
    return Deviation(
        "unmet_touchpoint",
        "touchpoint",
        touchpoint.id,
        (touchpoint.name,),
        share,
        commands=(Remove(part="touchpoint", id=touchpoint.id),),
    )


def _missing(facts: Facts, line: Line, number: int, share: Share, taken: set[str]) -> Deviation:
    name = facts.name(number)
    identifier = _free(slug(name), taken)
    taken.add(identifier)
    before, after = _neighbours(facts, number)
    return Deviation(
        "missing_touchpoint",
        "touchpoint",
        identifier,
        (name,),
        share,
        {"events": int(facts.rows[number]["events"])},
        _drawing(facts, line, number, identifier, before if before is not None else after),
    )


def _free(identifier: str, taken: set[str]) -> str:
    number = 2
    candidate = identifier
    while candidate in taken:
        candidate = f"{identifier}-{number}"
        number += 1
    return candidate


def _neighbours(facts: Facts, number: int) -> tuple[int | None, int | None]:
    """The drawn touchpoints that most often come directly before and after it."""
    size = facts.graph.size
    pairs = facts.touching.get(number, ())
    before = {a: facts.pairs[a, b] for a, b in pairs if b == number and 0 <= a < size}
    after = {b: facts.pairs[a, b] for a, b in pairs if a == number and 0 <= b < size}
    return _most(before), _most(after)


def _most(counts: Mapping[int, int]) -> int | None:
    return min(counts, key=lambda place: (-counts[place], place)) if counts else None


def _drawing(
    facts: Facts, line: Line, number: int, identifier: str, neighbour: int | None
) -> tuple[Command, ...]:
    """Put the touchpoint beside its neighbour, with the flows between it and what is drawn already."""
    jmap, row = facts.jmap, facts.rows[number]
    spots = jmap.touchpoints
    stage = jmap.stages[0].id if neighbour is None else spots[neighbour].stage
    follower = None if neighbour is None or neighbour + 1 == len(spots) else spots[neighbour + 1].id
    name = facts.name(number)
    touchpoint = Touchpoint(
        id=identifier,
        name=name[:_LONGEST_NAME],
        stage=stage,
        channel=(row["channel"] or "")[:_LONGEST_NAME],
        starts=bool(facts.graph.starts) and _above(facts, line, (OUTSIDE, number)),
        ends=bool(facts.graph.ends) and _above(facts, line, (number, OUTSIDE)),
        match=Match(touchpoint=(name,)),
    )
    ids = {place: spot.id for place, spot in enumerate(spots)} | {number: identifier}
    flows = [
        Flow(source=ids[a], target=ids[b])
        for a, b in facts.touching.get(number, ())
        if a in ids and b in ids and _above(facts, line, (a, b))
    ]
    return (
        Add(part="touchpoint", value=touchpoint, before=follower),
        *(Add(part="flow", value=flow) for flow in flows),
    )


def _above(facts: Facts, line: Line, pair: tuple[int, int]) -> bool:
    return line.above(share_of(facts.pairs.get(pair, 0), facts.customers))


def gone(deviations: Sequence[Deviation]) -> frozenset[str]:
    """The touchpoints of the map that nobody meets, whatever the reason: of their ways nothing more is to be said."""
    return frozenset(d.id for d in deviations if d.kind in {"unknown_name", "unmet_touchpoint"})
