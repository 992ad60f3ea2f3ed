"""Small lines of a card: who meets the customer, and what the data cannot say or said long ago."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sojourn.journeymap.model import Touchpoint
from sojourn.render.layout.blueprint import is_blueprint
from sojourn.render.layout.frame import Frame
from sojourn.render.layout.text import clean
from sojourn.render.numbers import Language, percent, period
from sojourn.render.words import say

SIGNS: Final = {"new": "+", "gone": "−", "changed": "≠", "same": "="}
_TONES: Final = {"new": "good_text", "gone": "harm_text", "changed": "neutral_text", "same": "soft"}
LINE: Final = 16.0
"""Height of one such line."""
FRESH_DAYS: Final = 30
"""A touchpoint without an event for longer than this is marked with the day of its last one."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A line before it is laid out."""

    text: str
    tone: str = "soft"
    whole: str = ""
    """What it says where `text` is a part of it."""


def badges(frame: Frame, touchpoint: Touchpoint) -> tuple[Badge, ...]:
    """The lines below the detail of a card."""
    found = [_who(frame, touchpoint), _stale(frame, touchpoint), *_standing(frame, touchpoint)]
    return tuple(badge for badge in found if badge is not None)


def _who(frame: Frame, touchpoint: Touchpoint) -> Badge | None:
    """On a service blueprint, who of the company stands at the front."""
    if not is_blueprint(frame):
        return None
    kind = say(f"touch.{touchpoint.kind}", frame.language) if touchpoint.kind else ""
    words = " · ".join(filter(None, (kind, clean(touchpoint.department))))
    return Badge(words) if words else None


def _stale(frame: Frame, touchpoint: Touchpoint) -> Badge | None:
    """The day of the last event, where that is long before the day of the evidence."""
    known = frame.known(touchpoint)
    if known is None or known.last is None or frame.evidence is None or frame.evidence.as_of is None:
        return None
    if days_between(known.last, frame.evidence.as_of) <= FRESH_DAYS:
        return None
    return Badge(
        say("stale", frame.language, day=period(known.last, known.last, frame.language)), "neutral_text"
    )


def _standing(frame: Frame, touchpoint: Touchpoint) -> list[Badge]:
    """Of two maps drawn together: what became of the touchpoint, as a sign and a word; and what of it changed."""
    if frame.beside is None:
        return []
    standing = frame.beside.standing(touchpoint.id)
    found = [Badge(f"{SIGNS[standing]} {say(f'standing.{standing}', frame.language)}", _TONES[standing])]
    changed = [say(f"field.{name}", frame.language) for name in frame.beside.changed(touchpoint.id)]
    if changed:
        comma = "、" if frame.language == "zh" else ", "
        found.append(Badge(comma.join(dict.fromkeys(changed))))
    shares = [percent(s, frame.language) for s in frame.beside.shares(touchpoint.id) if s is not None]
    if len(set(shares)) > 1:
        found.append(Badge(say("of_customers", frame.language, share=" → ".join(shares)), "ink"))
    return found


def days_between(first: datetime, last: datetime) -> float:
    """Days from one time to another; times without a zone are taken as UTC."""
    one, two = (t if t.tzinfo else t.replace(tzinfo=UTC) for t in (first, last))
    return (two - one).total_seconds() / 86_400


def missing(frame: Frame, touchpoint: Touchpoint) -> str | None:
    """Why a map with evidence has none for a touchpoint; None if it has."""
    if frame.evidence is None or touchpoint.id in frame.evidence.touchpoints:
        return None
    return clean(frame.evidence.missing.get(touchpoint.id, "")) or say("no_data", frame.language)


def unknown(reason: str, language: Language) -> str:
    """That there are no data, and why, if more than that is known.

    >>> unknown("No event fits.", "en"), unknown("no data", "en")
    ('no data: No event fits.', 'no data')
    """
    nothing = say("no_data", language)
    return nothing if reason == nothing else say("marked", language, mark=nothing, text=reason)
