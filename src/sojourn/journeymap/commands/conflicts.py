"""Whether two commands made on the same map get in each other's way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Final, Literal

from sojourn.errors import UsageError
from sojourn.journeymap.commands.applying import replay
from sojourn.journeymap.commands.keys import ANY, EXISTS, GAP, PLACE, Key, Keys, keys
from sojourn.journeymap.commands.values import Command, Edit
from sojourn.journeymap.model import JourneyMap

Kind = Literal["removed_while_edited", "same_id", "same_field", "same_place", "tangled"]
_ORDER: Final[tuple[Kind, ...]] = (
    "removed_while_edited",
    "same_id",
    "same_field",
    "same_place",
    "tangled",
)
_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "removed_while_edited": (
            "One takes {what} off the map, the other needs it.",
            "一方把{what}从地图上移除，另一方还要用到它。",
        ),
        "same_id": ("Both use the id of {what}.", "双方使用了同一个标识：{what}。"),
        "same_field": ("Both change {what}.", "双方都修改了{what}。"),
        "same_place": (
            "Both put something at the same place ({what}); which comes first depends on the order.",
            "双方把内容放到同一位置（{what}），先后取决于执行顺序。",
        ),
        "tangled": ("Both change what hangs together ({what}).", "双方修改的内容相互牵连（{what}）。"),
    }
)
_PARTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "map": ("the map", "地图"),
        "persona": ("the persona", "人物画像"),
        "stage": ("the stage", "阶段"),
        "touchpoint": ("the touchpoint", "触点"),
        "flow": ("the flow", "流向"),
        "opportunity": ("the opportunity", "机会"),
        "pain_point": ("the pain point", "痛点"),
    }
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why two commands cannot be applied without asking somebody.

    Attributes
    ----------
    kind
        ``removed_while_edited``: one takes away what the other needs. ``same_id``: both make or rename to the same id.
        ``same_field``: both give a field a value. ``same_place``: both put something before the same part; both can be
        applied, and the order in which they are decides which comes first. ``tangled``: both change what hangs together.
    part, id, field
        What it is about; ``*`` where the commands do not say which.
    """

    kind: Kind
    part: str
    id: str
    field: str

    def says(self, language: Literal["en", "zh"] = "en") -> str:
        """The conflict in a sentence.

        >>> Conflict("same_field", "stage", "buy", "name").says()
        "Both change 'name' of the stage 'buy'."
        """
        column = 1 if language == "zh" else 0
        return _WORDS[self.kind][column].format(what=self._what(column))

    def _what(self, column: int) -> str:
        part = _PARTS.get(self.part, (f"the {self.part.replace('.', ' of a ')}", "证据"))[column]
        named = self.id not in {"", ANY} and ANY not in self.id
        what = f"{part}{' ' if column == 0 else ''}'{self.id}'" if named else part
        if self.field in {ANY, EXISTS, PLACE, GAP}:
            return what
        return f"'{self.field}' of {what}" if column == 0 else f"{what}的“{self.field}”"


def conflict(a: Command, b: Command, jmap: JourneyMap | None = None) -> Conflict | None:
    """What keeps two commands from being applied in any order.

    Both are made on the same map. Where this is None, and the limits of a map's size are not reached, either order gives the
    same map. What commands do not say is taken for the worst: a stage that one removes may hold any touchpoint.

    Parameters
    ----------
    a, b
        Commands that fit the map.
    jmap
        The map that both were made on. With it nothing is taken for the worst: there is a conflict exactly where not both
        orders can be applied, or they give different maps.

    Examples
    --------
    >>> named = Edit(part="stage", id="buy", field="name", value="Order")
    >>> conflict(named, Edit(part="stage", id="buy", field="goal", value="Quick")) is None
    True
    >>> conflict(named, Edit(part="stage", id="buy", field="name", value="Pay")).kind
    'same_field'

    Whose stage is removed only the map knows.

    >>> from sojourn.journeymap.commands.values import Remove
    >>> from sojourn.journeymap.model import JourneyMap, Stage, Touchpoint
    >>> jmap = JourneyMap(title="Coffee", stages=(Stage(id="buy", name="Buy"), Stage(id="sip", name="Sip")),
    ...                   touchpoints=(Touchpoint(id="bar", name="Bar", stage="buy"),))
    >>> named = Edit(part="touchpoint", id="bar", field="name", value="Counter")
    >>> conflict(named, Remove(part="stage", id="sip")).kind, conflict(named, Remove(part="stage", id="sip"), jmap)
    ('tangled', None)
    """
    if isinstance(a, Edit) and a == b and a.field not in {"id", "from", "to"}:
        return None
    found = {c.kind: c for c in reversed(list(_conflicts(keys(a), keys(b))))}
    named = next((found[kind] for kind in _ORDER if kind in found), None)
    return None if named is not None and jmap is not None and _commute(a, b, jmap) else named


def _commute(a: Command, b: Command, jmap: JourneyMap) -> bool:
    """Whether both orders can be applied and give one map, to the order of what stands in it."""
    try:
        one, other = (replay(jmap, order).model_dump_json() for order in ((a, b), (b, a)))
    except UsageError:
        return False
    return one == other


def _conflicts(a: Keys, b: Keys) -> Iterator[Conflict]:
    for one, other in ((a, b), (b, a)):
        for written, touched in product(sorted(one.writes), sorted(other.reads | other.drops)):
            if written.meets(touched):
                yield _named(written, touched, both_write=False)
        for dropped, read in product(sorted(one.drops), sorted(other.reads)):
            if dropped.meets(read):
                yield _named(dropped, read, both_write=False)
    for written, touched in product(sorted(a.writes), sorted(b.writes)):
        if written.meets(touched):
            yield _named(written, touched, both_write=True)


def _named(one: Key, other: Key, *, both_write: bool) -> Conflict:
    """The conflict about two keys that meet."""
    exact = max(one, other, key=lambda key: (ANY not in key.id, key.field != ANY))
    field = next((key.field for key in (one, other) if key.field != ANY), ANY)
    return Conflict(_kind(one, other, field, both_write), exact.part, exact.id, field)


def _kind(one: Key, other: Key, field: str, both_write: bool) -> Kind:
    whole = ANY in {one.field, other.field}
    certain = ANY not in one.id and ANY not in other.id
    if both_write and certain and field in {EXISTS, "id"}:
        return "same_id"
    if certain and (whole or field == EXISTS) and one.part == other.part:
        return "removed_while_edited"
    if certain and field in {GAP, PLACE}:
        return "same_place"
    if both_write and certain:
        return "same_field"
    return "tangled"
