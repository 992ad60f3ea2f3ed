"""What channels and touchpoint names tell about kind and medium, and names about the channel."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from sojourn.events.names import words
from sojourn.events.taxonomy.lines import stem
from sojourn.events.taxonomy.words.channels import channel_nature
from sojourn.events.taxonomy.words.meetings import MEETINGS, Kind, Media, Meeting

_LONGEST_NAME: Final = 200
_PATH: Final = re.compile(r"(?:[^/:]{1,60}: )?/(?:[^\s/]|$)")
"""A page of a website, named by its path."""


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases of stems, and Chinese words from long to short, with the meeting they tell."""

    english: Mapping[tuple[str, ...], Meeting]
    chinese: tuple[tuple[str, Meeting], ...]
    longest: int


def meeting_of(name: str) -> Meeting | None:
    """The way to meet the company that a touchpoint's name tells by itself; None for most names.

    >>> meeting = meeting_of("Welcome e-mail opened")
    >>> meeting.channel, meeting.kind, meeting.media
    ('email', 'digital', 'owned')
    >>> meeting_of("Purchase") is None
    True
    """
    known = _phrases()
    short = name[:_LONGEST_NAME]
    spoken = words(short).replace("e mail", "email")
    stems = [stem(w) for w in spoken.split() if not w.isdigit()]
    for length in range(min(known.longest, len(stems)), 0, -1):
        for start in range(len(stems) - length + 1):
            found = known.english.get(tuple(stems[start : start + length]))
            if found is not None and (length > 1 or len(stems) <= _ALONE):
                return found
    found = None if short.isascii() else next((m for word, m in known.chinese if word in spoken), None)
    return known.english[(stem("page"),)] if found is None and _PATH.match(short) else found


_ALONE: Final = 3
"""A single word tells something in a name of at most so many words: *Phone* does, *Phone number on the form* does not."""


def nature(name: str, channel: str | None) -> tuple[Kind | None, Media | None]:
    """Kind and medium of a touchpoint: told by its name, else by its channel; None where neither tells.

    >>> nature("Review written", "web"), nature("Checkout", "web"), nature("Checkout", None)
    (('digital', 'earned'), ('digital', 'owned'), (None, None))
    """
    meeting = meeting_of(name)
    if meeting is not None:
        return meeting.kind, meeting.media
    return channel_nature(channel) if channel else (None, None)


@cache
def _phrases() -> _Phrases:
    english: dict[tuple[str, ...], Meeting] = {}
    chinese: list[tuple[str, Meeting]] = []
    for meeting in MEETINGS:
        for phrase in meeting.phrases.split(","):
            english.setdefault(tuple(stem(w) for w in words(phrase).split()), meeting)
        chinese += [(word.strip().casefold(), meeting) for word in meeting.chinese.split(",") if word.strip()]
    chinese.sort(key=lambda item: -len(item[0]))
    return _Phrases(english, tuple(chinese), max(len(k) for k in english))


_PRESENCE: Final = frozenset(
    [
        "store",
        "stores",
        "shop",
        "pos",
        "till",
        "retail",
        "branch",
        "atm",
        "kiosk",
        "counter",
        "desk",
        "clinic",
        "ward",
        "hospital",
        "hotel",
        "showroom",
        "phone",
        "call",
        "calls",
        "hotline",
        "telephone",
        "callcenter",
    ]
)
_PRESENCE_ZH: Final = ("门店", "店铺", "线下", "柜台", "网点", "电话", "热线", "医院", "酒店")


def in_person(channel: str) -> bool:
    """Whether a channel is one that customers must come to or speak in, so that they cannot be in two at once.

    >>> in_person("POS"), in_person("phone"), in_person("email"), in_person("parcel")
    (True, True, False, False)
    """
    return bool(_PRESENCE & set(words(channel).split())) or any(word in channel for word in _PRESENCE_ZH)
