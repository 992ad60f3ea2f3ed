"""How well a column suits a role: by its name first, by its content second, told in words."""

import re
from collections.abc import Callable
from typing import Final

from sojourn.events.looks import Look
from sojourn.events.names import CHANNEL_WORDS, UNLIKELY_TIME, name_score, words
from sojourn.events.numbers import scale_of
from sojourn.events.schema import SCALES

_BIRTH: Final = re.compile(r"\b(birth|birthday|birthdate|born|dob|geburtstag|geburtsdatum)\b|生日|出生")
"""Words of the one time that is never an event of a customer's journey."""
_FREE_TEXT_NAMES: Final = frozenset(
    {"description", "subject", "message", "content", "note", "notes", "body", "内容", "备注", "描述"}
)
_SYSTEMS: Final = frozenset(
    {"android", "ios", "ipados", "iphone", "windows", "macos", "mac", "linux", "harmonyos"}
)
_EVENT_NAMES: Final = frozenset({"touchpoint", "event", "event name", "activity", "事件", "触点"})
_PATHS: Final = frozenset({"url", "page url", "page path", "url path", "page title", "context page path"})


def suits(role: str, look: Look) -> tuple[float, str]:
    """How well a column suits a role, 0 … about 1.1, and why."""
    if look.content in {"empty", "nested"}:
        return 0.0, ""
    score, usual = name_score(role, look.name)
    if role == "timestamp":
        return _suits_time(look, score, usual)
    if role == "customer_id":
        return _suits_customer(look, score)
    if role == "channel" and _tells_channel(look):
        return 0.75, f"every value of '{look.name}' is a channel; {look.describe()}"
    if score == 0 or not _CONTENT_FITS[role](look, usual):
        return 0.0, ""
    return score, f"the name '{look.name}' is a usual name for it; {look.describe()}"


def _suits_time(look: Look, score: float, usual: str) -> tuple[float, str]:
    form = look.time
    if form is None or look.content != "time" or _BIRTH.search(words(look.name)):
        return 0.0, ""
    named = f"the name '{look.name}' is a usual name for it; " if usual else ""
    score = max(score, 0.3) * form.share + (0.08 if form.has_clock else 0.0)
    if UNLIKELY_TIME.search(words(look.name)) and score < 0.97:
        score -= 0.35
    return max(score, 0.2), f"{named}{form.note}"


def _suits_customer(look: Look, score: float) -> tuple[float, str]:
    plain = words(look.name)
    if score == 0 and plain in {"id", "name", "编号", "姓名"}:
        score = 0.3 if plain in {"id", "编号"} else 0.25
    if score == 0 or look.content in {"time", "boolean", "money"} or look.words > 5:
        return 0.0, ""
    if look.content == "number":
        return 0.0, ""
    if look.distinct == 1 and look.filled > 50:  # a constant, unless its name leaves no doubt
        return (
            (score / 2, f"the name '{look.name}' is a usual name for it; one value")
            if score >= 0.9
            else (0.0, "")
        )
    repeats = look.repeats
    if repeats > 1.05:
        return score + 0.05, (
            f"the name '{look.name}' is a usual name for it; {look.distinct:,} distinct values repeat {repeats:.1f} times"
        )
    return score, f"the name '{look.name}' is a usual name for it; {look.distinct:,} distinct values"


def _tells_channel(look: Look) -> bool:
    """Whether a column called source holds nothing but channels (web, pos, phone, ...)."""
    return words(look.name) == "source" and {v.strip().casefold() for v in look.values} <= set(CHANNEL_WORDS)


def _channel(look: Look, usual: str) -> bool:
    if usual == "platform" and {v.strip().casefold() for v in look.values} <= _SYSTEMS:
        return False
    return look.content == "text" and _few(look, 200)


def _few(look: Look, most: int) -> bool:
    return look.content in {"text", "integer", "boolean"} and look.distinct <= most and look.words <= 6


def _touchpoint(look: Look, usual: str) -> bool:
    if look.content not in {"text", "integer"} or look.words > 12:
        return False
    if usual in _PATHS or look.filled < 30 or (words(look.name) in _EVENT_NAMES and look.words <= 6):
        return True
    return look.distinct < 0.9 * look.filled


def _free_text(look: Look, usual: str) -> bool:
    if look.content != "text":
        return False
    if usual in _FREE_TEXT_NAMES:
        return look.words >= 3 and (look.distinct > 0.3 * look.filled or look.filled < 30)
    return look.words >= 1.5 or look.distinct > 0.5 * look.filled


_NOT_EARNED: Final = re.compile(
    r"declared|estimated|expected|annual|yearly|monthly|potential|budget|forecast|lifetime|预计|年收入|月收入|预算"
)
"""Words of amounts that tell about the customer, or about a hope, and not about money that came in."""


def _money(look: Look, _usual: str) -> bool:
    if _NOT_EARNED.search(words(look.name)):
        return False
    return look.content in {"integer", "number", "money"}


def _unique(look: Look, _usual: str) -> bool:
    return look.content in {"text", "integer"} and look.distinct >= 0.5 * look.filled


_CONTENT_FITS: Final[dict[str, Callable[[Look, str], bool]]] = {
    "message_id": _unique,
    "touchpoint": _touchpoint,
    "channel": _channel,
    "currency": lambda look, _: all(len(v.strip()) == 3 and v.strip().isalpha() for v in look.values),
    "scale": lambda look, _: {v.strip() for v in look.values} <= set(SCALES),
    "score": lambda look, _: bool(scale_of(look)[0]),
    "value": _money,
    "cost": _money,
    "text": _free_text,
    "campaign": lambda look, _: _few(look, 5_000),
    "source": lambda look, _: look.content == "text" and _few(look, 2_000),
    "medium": lambda look, _: look.content == "text" and _few(look, 500),
    "stage": lambda look, _: look.content == "text" and _few(look, 60),
    "device": lambda look, _: look.content == "text" and _few(look, 12),
}
