"""What is felt where, by whom, and how it is known: the curves of the feeling lane before they are laid out.

The main curve is what the data measured, or what the map says where nothing was measured. Beside it stand series: what the
author drew where the data say something else, and a series for every persona with feelings of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sojourn.journeymap.model import Basis, Emotion, JourneyMap, MeasuredEmotion, Touchpoint
from sojourn.render.layout.text import clean, width
from sojourn.render.numbers import Language, count, signed
from sojourn.render.words import say

Feeling = Emotion | MeasuredEmotion
_ROUNDED: Final = 0.0501
"""A drawn feeling this near to the measured one is the measured one, rounded."""
OTHERS: Final = " "
"""Key of the series of personas that have no feelings of their own; no id of a persona is like it."""
STYLES: Final = 5
"""Series take this many line styles and shapes in turn."""


@dataclass(frozen=True, slots=True)
class Series:
    """A further curve: `initial` stands in its marks; without one the marks are faces."""

    key: str
    name: str
    initial: str
    style: int
    feelings: Mapping[str, Feeling]
    """By the id of the touchpoint."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A touchpoint where two feelings differ by more than can be chance: from one series (or the main curve, "") to another."""

    touchpoint: str
    one: str
    other: str
    words: str
    better: bool
    """Whether the second feeling is the better one."""
    shown: str = ""
    """What is written on the arrow between them."""


@dataclass(frozen=True, slots=True)
class Felt:
    """The curves of a map; without series there is the main curve alone."""

    main: Mapping[str, Feeling]
    series: tuple[Series, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def shared(self, touchpoint: str) -> Feeling | None:
        """The feeling at a touchpoint if all series have the same one there, and there are several."""
        found = [s.feelings.get(touchpoint) for s in self.series]
        return found[0] if len(found) > 1 and all(f == found[0] for f in found) else None


def felt(jmap: JourneyMap, language: Language) -> Felt:
    """The curves that a map has."""
    people = _personas(jmap, language)
    if people:
        main: dict[str, Feeling] = {
            t.id: known for t in jmap.touchpoints if (known := measured(jmap, t)) is not None
        }
        alike = Felt(main, people)
        of_all = tuple(gap for gap in _gaps(jmap, language) if alike.shared(gap.touchpoint) is not None)
        return Felt(main, people, (*of_all, *_gaps_of_personas(jmap, language)))
    main = {t.id: e for t in jmap.touchpoints if (e := measured(jmap, t) or t.emotion) is not None}
    differing = [t for t in jmap.touchpoints if compared(jmap, t)]
    if not differing:
        return Felt(main)
    drawn = {t.id: t.emotion for t in jmap.touchpoints if t.emotion is not None}
    series = Series("drawn", say("drawn", language), "", 0, drawn)
    return Felt(main, (series,), _gaps(jmap, language))


def measured(jmap: JourneyMap, touchpoint: Touchpoint) -> MeasuredEmotion | None:
    """What the data say about the feeling at a touchpoint."""
    known = jmap.evidence.touchpoints.get(touchpoint.id) if jmap.evidence else None
    return known.emotion if known else None


def compared(jmap: JourneyMap, touchpoint: Touchpoint) -> bool:
    """Whether what was drawn is the author's own view beside a measurement, not a copy of it."""
    known, drawn = measured(jmap, touchpoint), touchpoint.emotion
    if known is None or drawn is None:
        return False
    return drawn.basis is not known.basis or abs(drawn.score - known.score) > _ROUNDED


def _personas(jmap: JourneyMap, language: Language) -> tuple[Series, ...]:
    """A series for every persona that feels differently somewhere, and one for the others; none if no persona does.

    Where a persona has no feeling of its own it has what the map says for all.
    """
    differing = [p for p in jmap.personas if any(p.id in t.emotions for t in jmap.touchpoints)]
    others = [p for p in jmap.personas if p not in differing]
    if not differing:
        return ()
    people = [
        (p.id, clean(p.name) or clean(p.id) or "?")
        for p in jmap.personas
        if p in differing or len(others) == 1
    ]
    if len(others) > 1:
        people.append((OTHERS, say("others", language)))
    series: list[Series] = []
    for key, name in people:
        own = {
            t.id: feeling
            for t in jmap.touchpoints
            if (feeling := t.emotions.get(key) or t.emotion) is not None
        }
        if own:
            series.append(Series(key, name, _initial(name, series), len(series) % STYLES, own))
    return tuple(series)


def _initial(name: str, before: list[Series]) -> str:
    """The first letter of a name, or a later one where the first is taken; digits do where all are."""
    taken = {s.initial for s in before}
    letters = [c.upper() for c in name if c.isalnum() and width(c.upper(), 1.0, bold=True) <= 1.0]
    return next((c for c in letters if c not in taken), str(len(before) + 1)[-1])


def _outside(drawn: Emotion, known: MeasuredEmotion) -> bool:
    return not known.low <= drawn.score <= known.high


def _gaps(jmap: JourneyMap, language: Language) -> tuple[Gap, ...]:
    gaps = []
    for touchpoint in jmap.touchpoints:
        known, drawn = measured(jmap, touchpoint), touchpoint.emotion
        if known is None or drawn is None or not compared(jmap, touchpoint) or not _outside(drawn, known):
            continue
        gaps.append(
            Gap(
                touchpoint.id,
                "drawn",
                "",
                _words(touchpoint.name, drawn, known, language),
                known.score > drawn.score,
            )
        )
    return tuple(gaps)


def _gaps_of_personas(jmap: JourneyMap, language: Language) -> tuple[Gap, ...]:
    """Where the feeling drawn for a persona lies outside what was measured of them."""
    gaps = []
    for touchpoint in jmap.touchpoints:
        known = jmap.evidence.touchpoints.get(touchpoint.id) if jmap.evidence else None
        for persona in jmap.personas:
            drawn = touchpoint.emotions.get(persona.id)
            theirs = known.personas.get(persona.id) if known else None
            if drawn and theirs and theirs.emotion and _outside(drawn, theirs.emotion):
                name = f"{clean(touchpoint.name)} · {clean(persona.name)}"
                words = _words(name, drawn, theirs.emotion, language)
                gaps.append(
                    Gap(touchpoint.id, persona.id, persona.id, words, theirs.emotion.score > drawn.score)
                )
    return tuple(gaps)


def _words(name: str, drawn: Emotion, known: MeasuredEmotion, language: Language) -> str:
    key = "gap" if known.basis is Basis.OBSERVED else f"gap.{known.basis}"
    return say(
        key,
        language,
        name=clean(name),
        drawn=signed(drawn.score),
        measured=signed(known.score),
        n=count(known.n),
    )
