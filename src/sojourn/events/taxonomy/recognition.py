"""What a touchpoint's name tells by itself: recognised, similar to a known one, or unknown."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from sojourn.events.names import words
from sojourn.events.taxonomy.lines import LINES, stem, votes
from sojourn.events.taxonomy.meetings import meeting_of
from sojourn.events.taxonomy.words.line import StageLine, StageWords
from sojourn.events.taxonomy.words.usual import INDUSTRIES

CONFIDENT: Final = 0.6
"""A name is put on a stage if so much of its vote goes there: one telling word does, a vague one alone does not."""

SIMILAR: Final = 0.45
"""Known names at least so similar are suggested."""

_FROM_WEAK_WORDS: Final = 0.4
_MISSPELT: Final = 0.9
_LOOKED_AT: Final = 20
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Recognition:
    """What is known of a name.

    Attributes
    ----------
    how
        ``known``: it is a usual name, or has a word that tells; ``suggested``: it resembles one; ``unknown``.
    confidence
        0 … 1.
    stage
        English name of the stage it belongs to on its line, or an empty text.
    like
        The usual name it is or resembles, or an empty text.
    """

    how: Literal["known", "suggested", "unknown"]
    confidence: float
    stage: str = ""
    like: str = ""


@dataclass(frozen=True, slots=True)
class _Usual:
    name: str
    line: StageLine
    stage: StageWords


@lru_cache(maxsize=20_000)
def recognise(name: str, prefer: str = "") -> Recognition:
    """What a touchpoint's name tells by itself.

    Parameters
    ----------
    name
        The name.
    prefer
        The line of stages on which the touchpoints around it lie, see :func:`likely_line`; of several lines on which
        the name could be put it is taken.

    Examples
    --------
    >>> recognise("Checkout Started").how, recognise("加入购物车").stage
    ('known', 'Decision')
    >>> recognise("Payment").stage, recognise("Payment", prefer="billing").stage
    ('Decision', 'Settlement')
    >>> recognise("quarterlyreview").like, recognise("qx17").how
    ('quarterly review', 'unknown')
    """
    usual = _usual().get(_key(name))
    share, stage, heard = _best_vote(name, prefer)
    if usual is not None and (prefer in {"", usual.line.kind} or heard < CONFIDENT):
        return Recognition("known", 1.0, usual.stage.english, usual.name)
    if share >= CONFIDENT or (prefer and heard >= CONFIDENT):
        return Recognition("known", round(share, 2), stage)
    if meeting_of(name) is not None:
        return Recognition("known", 1.0, stage if share else "")
    like, similarity = _most_similar(name)
    if similarity >= SIMILAR:
        return Recognition("suggested", round(similarity, 2), like.stage.english, like.name)
    return Recognition("suggested", _FROM_WEAK_WORDS, stage) if share > 0 else Recognition("unknown", 0.0)


def _best_vote(name: str, prefer: str) -> tuple[float, str, float]:
    """How clearly the name points to a stage, which, and how much it tells on that line: the preferred one first."""
    best, stage, heard = 0.0, "", 0.0
    for line in sorted(LINES, key=lambda one: one.kind != prefer):
        shares = votes(name, line)
        for share, own in zip(shares, line.stages, strict=True):
            if share > best:
                best, stage, heard = share, own.english, sum(shares)
        if line.kind == prefer and heard >= CONFIDENT:
            break
    return best, stage, heard


def stage_on(name: str, line: StageLine, language: str) -> str | None:
    """The stage of a line on which a name is put, in a language; None if it is not clear.

    >>> from sojourn.events.taxonomy.words.relationship import RELATIONSHIP
    >>> stage_on("product_viewed", RELATIONSHIP, "en"), stage_on("click", RELATIONSHIP, "en")
    ('Consideration', None)
    """
    usual = _usual().get(_key(name))
    if usual is not None and usual.line is line:
        return usual.stage.name(language)
    shares = votes(name, line)
    best = max(range(len(shares)), key=shares.__getitem__)
    return line.stages[best].name(language) if shares[best] >= CONFIDENT else None


def likely_line(events: Mapping[str, int]) -> tuple[str, float]:
    """The line of stages that fits most touchpoints, and the share of them it can place.

    Parameters
    ----------
    events
        Touchpoint → events; every touchpoint counts the root of its events.

    Examples
    --------
    >>> likely_line({"Product viewed": 40, "Cart": 10, "Order": 5, "Review written": 1})
    ('relationship', 1.0)
    """
    whole = sum(count**0.5 for count in events.values()) or 1.0
    placed = {
        line.kind: sum(n**0.5 for name, n in events.items() if stage_on(name, line, "en") is not None) / whole
        for line in LINES
    }
    best = max(placed, key=lambda kind: placed[kind])
    return best, round(placed[best], 2)


def _key(name: str) -> tuple[str, ...]:
    spoken = words(name[:_LONGEST_NAME]).replace("e mail", "email")
    return tuple(stem(word) for word in spoken.split())


@cache
def _usual() -> dict[tuple[str, ...], _Usual]:
    found: dict[tuple[str, ...], _Usual] = {}
    for industry in INDUSTRIES:
        stages = {stage.english: stage for stage in industry.line.stages}
        for stage, names in industry.names.items():
            for name in names.split(","):
                found.setdefault(_key(name), _Usual(name.strip(), industry.line, stages[stage]))
    return found


_Parts = frozenset[str]


def _most_similar(name: str) -> tuple[_Usual, float]:
    """The usual name that shares most, and how much: half for words in common, half for runs of three letters."""
    usual, by_part = _index()
    key = _key(name)
    own, things = _parts(key), _parts(_things(key))
    shared: Counter[int] = Counter()
    for part in own:
        shared.update(by_part.get(part, ()))
    best, most = 0, 0.0
    for place, _ in shared.most_common(_LOOKED_AT):
        likeness = _likeness(own, usual[place][1])
        if likeness > most and things & usual[place][2]:
            best, most = place, likeness
    return usual[best][0], most


def _likeness(one: _Parts, other: _Parts) -> float:
    """Dice's coefficient of runs of letters, a little less than in full, or its mean with that of whole words."""
    runs = _dice({p for p in one if p[0] != " "}, {p for p in other if p[0] != " "})
    whole = _dice({p for p in one if p[0] == " "}, {p for p in other if p[0] == " "})
    return max(_MISSPELT * runs, (runs + whole) / 2)


def _dice(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _things(key: tuple[str, ...]) -> tuple[str, ...]:
    """The words that do not merely say what was done."""
    return tuple(word for word in key if word not in _ACTIONS)


_ACTION_WORDS: Final = (
    "created started completed sent received viewed clicked opened closed updated added removed deleted changed selected "
    "submitted accepted declined rejected approved cancelled confirmed requested failed succeeded finished begin begun "
    "view click open close update add remove delete change select submit complete start done made set lost won paid "
    "booked issued used shown given taken entered applied posted published seen offered ended expired activated"
)
_ACTIONS: Final = frozenset(stem(word) for word in _ACTION_WORDS.split())
"""Words that stand behind anything; alone they resemble nothing."""


@cache
def _index() -> tuple[tuple[tuple[_Usual, _Parts, _Parts], ...], dict[str, tuple[int, ...]]]:
    known = tuple((usual, _parts(key), _parts(_things(key))) for key, usual in _usual().items())
    by_part: dict[str, list[int]] = {}
    for place, (_, parts, _) in enumerate(known):
        for part in parts:
            by_part.setdefault(part, []).append(place)
    return known, {part: tuple(places) for part, places in by_part.items()}


def _parts(key: tuple[str, ...]) -> _Parts:
    """Words (marked by a blank) and runs of three letters; of Chinese names runs of two characters."""
    parts: set[str] = set()
    for word in key:
        if word.isascii():
            parts.add(f" {word}")
            padded = f"^{word}$"
            parts.update(padded[i : i + 3] for i in range(len(padded) - 2))
        else:
            parts.update(word[i : i + 2] for i in range(max(1, len(word) - 1)))
    return frozenset(parts)
