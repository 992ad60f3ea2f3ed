"""Two maps beside each other: which parts of one are which parts of the other, and what became of them. Pure data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from sojourn.journeymap.model import JourneyMap, Opportunity, PainPoint, Persona, Stage, Touchpoint

Standing = Literal["same", "changed", "new", "gone"]
Part = TypeVar("Part", Stage, Touchpoint, PainPoint, Opportunity, Persona)
_IDENTITY: Final = frozenset({"id", "stage", "pain_points", "match", "map"})
"""Fields in which two touchpoints may differ without having changed for the customer."""


@dataclass(frozen=True, slots=True)
class Pair(Generic[Part]):
    """A part of the first map and the same part of the second; `changed` are the names of the fields that differ."""

    one: Part | None
    other: Part | None
    changed: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """What became of it from the first map to the second."""
        if self.one is None:
            return "new"
        if self.other is None:
            return "gone"
        return "changed" if self.changed else "same"

    @property
    def latest(self) -> Part:
        """The part as it is in the second map, or was in the first."""
        found = self.other if self.other is not None else self.one
        if found is None:
            raise ValueError("A pair needs a part.")
        return found


@dataclass(frozen=True, slots=True)
class Pairing:
    """All parts of two maps in pairs, in the order of the second map; what is gone stands behind what it stood behind."""

    stages: tuple[Pair[Stage], ...]
    touchpoints: tuple[Pair[Touchpoint], ...]
    pain_points: tuple[Pair[PainPoint], ...]
    opportunities: tuple[Pair[Opportunity], ...]
    personas: tuple[Pair[Persona], ...]


def pairing(one: JourneyMap, other: JourneyMap) -> Pairing:
    """Pair the parts of two maps: by id, and what is left by name, whatever its case.

    Touchpoints are changed if anything differs that a customer or the company would notice, or if they moved to another
    stage; pain points and their texts are told apart by themselves.

    Examples
    --------
    >>> def shop(*names):
    ...     points = tuple(Touchpoint(id=name, name=name, stage="buy") for name in names)
    ...     return JourneyMap(title="Shop", stages=(Stage(id="buy", name="Buy"),), touchpoints=points)
    >>> [(p.latest.name, p.standing) for p in pairing(shop("queue", "till"), shop("till", "app")).touchpoints]
    [('queue', 'gone'), ('till', 'same'), ('app', 'new')]
    """
    stages = _paired(one.stages, other.stages, lambda s: s.name, lambda a, b: _differing(a, b, {"id", "map"}))
    moved = {pair.one.id: pair.latest.id for pair in stages if pair.one is not None}

    def differ(a: Touchpoint, b: Touchpoint) -> tuple[str, ...]:
        stage = ("stage",) if moved.get(a.stage) != b.stage else ()
        return (*stage, *_differing(a, b, _IDENTITY))

    return Pairing(
        stages,
        _paired(one.touchpoints, other.touchpoints, lambda t: t.name, differ),
        _paired(_pains(one), _pains(other), lambda p: p.text, lambda a, b: _differing(a, b, {"id"})),
        _paired(
            one.opportunities,
            other.opportunities,
            lambda o: o.title,
            lambda a, b: _differing(a, b, {"id", "pain_points"}),
        ),
        _paired(one.personas, other.personas, lambda p: p.name, lambda a, b: _differing(a, b, {"id"})),
    )


def _pains(jmap: JourneyMap) -> tuple[PainPoint, ...]:
    return tuple(pain for touchpoint in jmap.touchpoints for pain in touchpoint.pain_points)


def _differing(
    one: Stage | Touchpoint | PainPoint | Opportunity | Persona,
    other: Stage | Touchpoint | PainPoint | Opportunity | Persona,
    but: set[str] | frozenset[str],
) -> tuple[str, ...]:
    names = type(one).model_fields
    return tuple(name for name in names if name not in but and getattr(one, name) != getattr(other, name))


def _paired(
    one: Sequence[Part],
    other: Sequence[Part],
    name: Callable[[Part], str],
    differ: Callable[[Part, Part], tuple[str, ...]],
) -> tuple[Pair[Part], ...]:
    """Pairs in the order of `other`, what is gone behind the part it stood behind."""
    partner = _partners(one, other, name)
    behind: dict[str, list[Part]] = {}
    last = ""
    for part in one:
        if part.id in partner:
            last = partner[part.id]
        else:
            behind.setdefault(last, []).append(part)
    before = {partner[part.id]: part for part in one if part.id in partner}
    pairs = [Pair(part, None) for part in behind.get("", ())]
    for part in other:
        earlier = before.get(part.id)
        pairs.append(Pair(earlier, part, differ(earlier, part) if earlier is not None else ()))
        pairs += [Pair(gone, None) for gone in behind.get(part.id, ())]
    return tuple(pairs)


def _partners(one: Sequence[Part], other: Sequence[Part], name: Callable[[Part], str]) -> dict[str, str]:
    """Id in `one` → id in `other`."""
    ids = {part.id for part in other}
    partner = {part.id: part.id for part in one if part.id in ids}
    free: dict[str, list[str]] = {}
    for part in other:
        if part.id not in partner:
            free.setdefault(_key(name(part)), []).append(part.id)
    for part in one:
        if part.id not in partner and free.get(_key(name(part))):
            partner[part.id] = free[_key(name(part))].pop(0)
    return partner


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
