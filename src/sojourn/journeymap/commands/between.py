"""The commands that lead from one map to another.

Parts are recognised by their ids, and by their names where only the id is new. Every step is tried on the map as it then
stands, so that what follows from a step (a removed stage takes its touchpoints along) is not said again. Of what changed places
the fewest are moved: all but a longest run that keeps its order.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from sojourn.journeymap.commands.applying import apply
from sojourn.journeymap.commands.parts import MEASURED, MOST_OF, ends_of, fields, items
from sojourn.journeymap.commands.values import Add, Command, Edit, Move, Remove
from sojourn.journeymap.model import JourneyMap

_LISTS: Final = {"evidence.flow"}
"""What is measured and has an order of its own; the order of the rest says nothing."""


def commands_between(a: JourneyMap, b: JourneyMap, *, evidence: bool, exact: bool = False) -> list[Command]:
    """The commands that make `b` of `a`.

    Parameters
    ----------
    a, b
        Maps without repeated ids.
    evidence
        Whether what was measured counts too.
    exact
        Whether the order of the entries of mappings counts, which the text of a map has and its equality does not.
    """
    way = _Way(a, b, exact=exact)
    way.edits("map", "", a, b, aside=("evidence",))
    for part in ("persona", "stage", "touchpoint", "opportunity"):
        way.rename(part)
    way.listed("persona")
    way.arrange("stage")
    way.edit_common("stage")
    way.add_new("stage")
    way.arrange("touchpoint")
    way.remove_gone("stage")
    way.remove_gone("touchpoint")
    way.free_pain_points()
    way.edit_common("touchpoint")
    way.add_new("touchpoint")
    way.flows("flow")
    way.listed("opportunity")
    if evidence:
        way.evidence()
    return way.made


class _Way:
    """The map on its way, and the commands so far."""

    def __init__(self, a: JourneyMap, b: JourneyMap, *, exact: bool) -> None:
        self.now = a
        self.goal = b
        self.exact = exact
        self.made: list[Command] = []

    def do(self, command: Command) -> None:
        """One step."""
        self.now = apply(self.now, command)
        self.made.append(command)

    def differ(self, one: Any, other: Any) -> bool:
        """Whether two values are not the same."""
        return repr(one) != repr(other) if self.exact else one != other

    def keys(self, part: str) -> tuple[list[str], list[str]]:
        """The ids of a sort, now and in the end."""
        return [k for k, _ in items(self.now, part)], [k for k, _ in items(self.goal, part)]

    def listed(self, part: str) -> None:
        """Everything about a sort whose parts nothing else has to wait for."""
        self.remove_gone(part)
        self.arrange(part)
        self.edit_common(part)
        self.add_new(part)

    def rename(self, part: str) -> None:
        """New ids of parts that are known by their names; also where there is no room for both stages at once."""
        now, goal = dict(items(self.now, part)), dict(items(self.goal, part))
        gone = {_name(value): key for key, value in now.items() if key not in goal}
        new = {_name(value): key for key, value in goal.items() if key not in now}
        names = Counter(_name(value) for value in [*now.values(), *goal.values()])
        pairs = [(key, new[name]) for name, key in gone.items() if name in new and names[name] == 2]
        if part == "stage":
            left = [k for k in now if k not in goal and k not in dict(pairs)]
            fresh = [k for k in goal if k not in now and k not in dict(pairs).values()]
            excess = max(0, len(now) + len(fresh) - MOST_OF[part])
            pairs += list(zip(left, fresh, strict=False))[:excess]
        for old, fresh_id in pairs:
            self.do(Edit(part=part, id=old, field="id", value=fresh_id))

    def remove_gone(self, part: str) -> None:
        """Take off what is not there in the end."""
        now, goal = self.keys(part)
        self._take_off(part, _without(now, goal))

    def arrange(self, part: str) -> None:
        """Bring what stays into the order of the end, and touchpoints into their stages."""
        wanted, staying = self._order(part)
        stages = {t.id: t.stage for t in self.goal.touchpoints} if part == "touchpoint" else {}
        current = {t.id: t.stage for t in self.now.touchpoints}
        for key, before in zip(reversed(wanted), reversed([*wanted[1:], None]), strict=False):
            stage = stages.get(key) if stages.get(key) != current.get(key) else None
            if key not in staying:
                self.do(Move(part=part, id=key, before=before, stage=stage if part == "touchpoint" else None))
            elif part == "touchpoint" and stage is not None:
                self.do(Edit(part=part, id=key, field="stage", value=stage))

    def _order(self, part: str) -> tuple[list[str], set[str]]:
        """The ids that stay, in the order of the end, and those of them that need not be moved."""
        now, goal = self.keys(part)
        here, there = set(now), set(goal)
        wanted = [k for k in goal if k in here]
        return wanted, _staying([k for k in now if k in there], wanted)

    def edit_common(self, part: str) -> None:
        """Give what stays its fields."""
        now = dict(items(self.now, part))
        for key, value in items(self.goal, part):
            if key in now:
                self.edits(part, key, now[key], value)

    def edits(self, part: str, key: str, now: Any, goal: Any, aside: Sequence[str] = ()) -> None:
        """Give one part its fields."""
        for field, of in fields(part).items():
            value = getattr(goal, of.name)
            if field not in aside and self.differ(getattr(now, of.name), value):
                self.do(Edit(part=part, id=key, field=field, value=value))

    def add_new(self, part: str) -> None:
        """Add what is only there in the end; what stays stands in its order."""
        now, goal = set(self.keys(part)[0]), items(self.goal, part)
        before = None
        for key, value in reversed(goal):
            if key not in now:
                self._add(part, key, value, before)
            before = key

    def _add(self, part: str, key: str, value: Any, before: str | None) -> None:
        own = key if part in MEASURED and part != "evidence.flow" else ""
        self.do(Add(part=part, id=own, before=before, value=value))

    def free_pain_points(self) -> None:
        """Take pain points away from touchpoints that stay, where another has them in the end."""
        owners = {pain.id: t.id for t in self.goal.touchpoints for pain in t.pain_points}
        for touchpoint in self.now.touchpoints:
            own = tuple(p for p in touchpoint.pain_points if owners.get(p.id, touchpoint.id) == touchpoint.id)
            if len(own) < len(touchpoint.pain_points):
                self.do(Edit(part="touchpoint", id=touchpoint.id, field="pain_points", value=own))

    def flows(self, part: str) -> None:
        """Everything about flows; several between the same two touchpoints are made anew if they or their places change."""
        self.remove_gone_flows(part)
        while self._take_off_moved_families(part):
            pass
        self.arrange(part)
        self.edit_common(part)
        goal = items(self.goal, part)
        there = {k for k, _ in items(self.now, part)}
        for place in reversed(range(len(goal))):
            if goal[place][0] not in there:
                found = self.keys(part)[0]
                behind = len(goal) - place - 1
                # By its place: the ids of several flows between the same two touchpoints change as they come.
                self._add(part, *goal[place], found[len(found) - behind] if behind else None)

    def remove_gone_flows(self, part: str) -> None:
        """Take off flows that are not there in the end, and those of several whose number or conditions change."""
        now, goal = items(self.now, part), items(self.goal, part)
        several = {ends_of(key) for key, _ in [*now, *goal] if key.count(">") == 2}
        changed = {
            ends
            for ends in several
            if self.differ(
                [v for k, v in now if ends_of(k) == ends], [v for k, v in goal if ends_of(k) == ends]
            )
        }
        kept = {key for key, _ in goal if ends_of(key) not in changed}
        self._take_off(part, [key for key, _ in now if key not in kept])

    def _take_off_moved_families(self, part: str) -> bool:
        """Take off flows of several that would have to be moved, which would change their ids on the way."""
        wanted, staying = self._order(part)
        several = {ends_of(key) for key in wanted if key.count(">") == 2}
        moved = {ends_of(key) for key in wanted if key not in staying} & several
        self._take_off(part, [key for key in self.keys(part)[0] if ends_of(key) in moved] if moved else ())
        return bool(moved)

    def _take_off(self, part: str, keys: Sequence[str]) -> None:
        for key in reversed(keys):
            self.do(Remove(part=part, id=key))

    def evidence(self) -> None:
        """Everything that was measured."""
        now, goal = self.now.evidence, self.goal.evidence
        if now is None or goal is None:
            if now is not goal:
                self.do(Edit(part="map", id="", field="evidence", value=goal))
            return
        self.edits("evidence", "", now, goal)
        for part in MEASURED:
            if part in _LISTS:
                self.flows(part)
                continue
            if not fields(part):
                self._take_off(part, self._other_values(part))
            self.remove_gone(part)
            if self.exact:
                self.arrange(part)
            self.edit_common(part)
            self.add_new(part)

    def _other_values(self, part: str) -> list[str]:
        goal = dict(items(self.goal, part))
        return [key for key, value in items(self.now, part) if key in goal and goal[key] != value]


def _name(value: Any) -> str:
    return str(getattr(value, "name", "") or getattr(value, "title", ""))


def _without(keys: Sequence[str], others: Sequence[str]) -> list[str]:
    there = set(others)
    return [key for key in keys if key not in there]


def _staying(now: Sequence[str], wanted: Sequence[str]) -> set[str]:
    """A longest run of `now` that is in the order of `wanted`, which has the same members."""
    place = {key: i for i, key in enumerate(wanted)}
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for i, key in enumerate(now):
        at = bisect_left(tails, place[key])
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(place[key])
            ends.append(i)
        else:
            tails[at], ends[at] = place[key], i
    found = set()
    i = ends[-1] if ends else -1
    while i >= 0:
        found.add(now[i])
        i = before[i]
    return found
