"""Errors planted in a true map, and what a check should say about each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from sojourn.journeymap.commands import Add, Edit, Remove, replay
from sojourn.journeymap.conform.cells import round_duration
from sojourn.journeymap.conform.facts import OUTSIDE, Facts
from sojourn.journeymap.model import Emotion, Flow, JourneyMap, Match, Touchpoint

MATTERS = 0.02
"""Errors are planted where so many customers go."""
OFF_BY = 4.0


@dataclass
class Planting:
    """A true map on its way to a wrong one.

    Attributes
    ----------
    truth
        The true map beside the log it is checked against, for what really happens.
    used
        Touchpoints that have an error already: errors do not hide each other.
    expected
        Per error its name, and the deviation that tells of it: kind and id.
    """

    truth: Facts
    rng: np.random.Generator
    jmap: JourneyMap
    used: set[str] = field(default_factory=set)
    expected: list[tuple[str, str, str]] = field(default_factory=list)

    def often(self, number: int) -> bool:
        return number >= MATTERS * self.truth.customers

    def one(self, choices):
        choices = sorted(choices)
        return choices[int(self.rng.integers(len(choices)))] if choices else None

    @property
    def free(self) -> dict[str, int]:
        """Touchpoints without an error: id → place on the true map."""
        return {t.id: p for p, t in enumerate(self.truth.jmap.touchpoints) if t.id not in self.used}

    def pairs(self, wanted: Callable[[tuple[int, int], int], bool]):
        """Pairs of touchpoints without an error, as ids, by place and customers."""
        free = self.free
        return {
            (a, b)
            for a in free
            for b in free
            if wanted((free[a], free[b]), self.truth.pairs.get((free[a], free[b]), 0))
        }

    def plant(self, name: str, kind: str, identifier: str, commands, *touched: str) -> bool:
        self.jmap = replay(self.jmap, commands)
        self.used |= set(touched)
        self.expected.append((name, kind, identifier))
        return True


def touchpoint_removed(p: Planting) -> bool:
    found = p.one(t for t, place in p.free.items() if p.often(p.truth.met(place)))
    return found is not None and p.plant(
        "touchpoint removed", "missing_touchpoint", found, [Remove(part="touchpoint", id=found)], found
    )


def touchpoint_invented(p: Planting) -> bool:
    way = p.one(p.pairs(lambda pair, n: p.often(n) and pair[0] != pair[1]))
    new = f"imagined-{len(p.expected)}"
    if way is None:
        return False
    a, b = way
    stage = next(t.stage for t in p.truth.jmap.touchpoints if t.id == a)
    spot = Touchpoint(id=new, name=f"Fax number {len(p.expected)}", stage=stage)
    flows = (Flow(source=a, target=new), Flow(source=new, target=b))
    commands = [Add(part="touchpoint", value=spot), *(Add(part="flow", value=f) for f in flows)]
    return p.plant("touchpoint invented", "unmet_touchpoint", new, commands, a, b)


def touchpoint_misspelt(p: Planting) -> bool:
    found = p.one(t for t, place in p.free.items() if p.often(p.truth.met(place)))
    if found is None:
        return False
    name = p.truth.jmap.touchpoints[p.free[found]].name
    match = Match(touchpoint=(name[:3] + name[4:],))
    commands = [Edit(part="touchpoint", id=found, field="match", value=match)]
    return p.plant("name misspelt", "unknown_name", found, commands, found)


def _flow(p: Planting, name: str, kind: str, way, commands) -> bool:
    return p.plant(name, kind, f"{way[0]}>{way[1]}", commands, *way)


def flow_removed(p: Planting) -> bool:
    way = p.one(p.pairs(lambda pair, n: p.often(n) and pair[0] != pair[1] and pair in p.truth.drawn))
    commands = [Remove(part="flow", id=f"{way[0]}>{way[1]}")] if way else []
    return way is not None and _flow(p, "flow removed", "missing_flow", way, commands)


def flow_invented(p: Planting) -> bool:
    way = p.one(p.pairs(lambda pair, n: n == 0 and pair[0] != pair[1] and pair not in p.truth.drawn))
    commands = [Add(part="flow", value=Flow(source=way[0], target=way[1]))] if way else []
    return way is not None and _flow(p, "flow invented", "unused_flow", way, commands)


def order_swapped(p: Planting) -> bool:
    drawn, pairs = p.truth.drawn, p.truth.pairs

    def one_way(pair, n):
        back = (pair[1], pair[0])
        return p.often(n) and pair in drawn and back not in drawn and pairs.get(back, 0) == 0

    way = p.one(p.pairs(lambda pair, n: pair[0] != pair[1] and one_way(pair, n)))
    if way is None:
        return False
    a, b = way
    commands = [Remove(part="flow", id=f"{a}>{b}"), Add(part="flow", value=Flow(source=b, target=a))]
    return _flow(p, "order swapped", "other_order", way, commands)


def loop_removed(p: Planting) -> bool:
    way = p.one(p.pairs(lambda pair, n: p.often(n) and pair[0] == pair[1] and pair in p.truth.drawn))
    commands = [Remove(part="flow", id=f"{way[0]}>{way[1]}")] if way else []
    return way is not None and _flow(p, "loop removed", "missing_loop", way, commands)


def loop_invented(p: Planting) -> bool:
    way = p.one(p.pairs(lambda pair, n: n == 0 and pair[0] == pair[1] and pair not in p.truth.drawn))
    commands = [Add(part="flow", value=Flow(source=way[0], target=way[1]))] if way else []
    return way is not None and _flow(p, "loop invented", "unused_loop", way, commands)


def feeling_off(p: Planting) -> bool:
    spots = p.truth.jmap.touchpoints
    found = p.one(
        t for t, place in p.free.items() if (place, "") in p.truth.feelings and p.often(p.truth.met(place))
    )
    if found is None:
        return False
    true = spots[p.free[found]].emotion.score
    signs = [sign for sign in (-1, 1) if abs(true + sign * OFF_BY) <= 5]
    sign = signs[int(p.rng.integers(len(signs)))]
    kind = "feels_worse" if sign > 0 else "feels_better"
    commands = [Edit(part="touchpoint", id=found, field="emotion", value=Emotion(score=true + sign * OFF_BY))]
    return p.plant("feeling off by 4", kind, found, commands, found)


def wait_too_short(p: Planting) -> bool:
    found = p.one(t for t, place in p.free.items() if place in p.truth.waits)
    if found is None:
        return False
    short = round_duration(p.truth.waits[p.free[found]].median_s / 10)
    commands = [Edit(part="touchpoint", id=found, field="expected_wait", value=short)]
    return p.plant("wait too short", "takes_longer", found, commands, found)


def _door(name: str, kind: str, side: int, mark: bool) -> Callable[[Planting], bool]:
    attribute = "starts" if side else "ends"

    def plant(p: Planting) -> bool:
        def pair(place):
            return (OUTSIDE, place) if side else (place, OUTSIDE)

        def fits(place):
            n = p.truth.pairs.get(pair(place), 0)
            return (
                (n == 0 and pair(place) not in p.truth.drawn)
                if mark
                else (p.often(n) and pair(place) in p.truth.drawn)
            )

        found = p.one(t for t, place in p.free.items() if fits(place))
        commands = [Edit(part="touchpoint", id=found, field=attribute, value=mark)] if found else []
        return found is not None and p.plant(name, kind, found, commands, found)

    return plant


ERRORS: Mapping[str, Callable[[Planting], bool]] = {
    "touchpoint removed": touchpoint_removed,
    "touchpoint invented": touchpoint_invented,
    "name misspelt": touchpoint_misspelt,
    "flow removed": flow_removed,
    "flow invented": flow_invented,
    "order swapped": order_swapped,
    "loop removed": loop_removed,
    "loop invented": loop_invented,
    "feeling off by 4": feeling_off,
    "wait too short": wait_too_short,
    "start removed": _door("start removed", "begins_elsewhere", 1, False),
    "start invented": _door("start invented", "never_begins", 1, True),
    "end removed": _door("end removed", "ends_elsewhere", 0, False),
    "end invented": _door("end invented", "never_ends", 0, True),
}


def planted(truth: Facts, seed: int, errors: int):
    """The wrong maps of a sequence, one error more each, and the errors in their order."""
    planting = Planting(truth, np.random.default_rng(seed), truth.jmap)
    names = list(ERRORS)
    maps = [planting.jmap]
    while len(maps) <= errors:
        name = names[int(planting.rng.integers(len(names)))]
        if ERRORS[name](planting):
            maps.append(planting.jmap)
    return maps, planting.expected
