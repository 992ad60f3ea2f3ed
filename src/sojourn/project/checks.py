"""What single values of a project file must be, each with the sentence that says what would work."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from sojourn.errors import SojournError
from sojourn.identity.rules import Rules
from sojourn.sources.dialect import DIALECTS
from sojourn.sources.source import SOURCES
from sojourn.units import microseconds

_DIRECTIVES: Final = re.compile(r"(?:[^%]|%-?[dmyHIMSj]|%[aAwbBYpfgnzZUWcxXGVu%])*")
_TYPE: Final = re.compile(r"[a-z][a-z0-9_]{0,60}")
_NEVER_CONSTANT: Final = {
    "timestamp": "not all rows happened at one moment; name a column under columns:",
    "customer_id": "not all rows are one customer; name a column under identifiers:",
}


def zone(name: str) -> str:
    """A time zone that exists, or none."""
    try:
        if name:
            ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError(f"there is no time zone '{name}'; write it like Europe/Berlin or UTC") from None
    return name


def form(name: str) -> str:
    """A format or dialect that exists, or none."""
    if name and name not in SOURCES and name not in DIALECTS:
        raise ValueError(f"there is no format '{name}'; there are {', '.join(sorted({*SOURCES, *DIALECTS}))}")
    return name


def files(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of files that could be names of files."""
    for name in names:
        if not name.strip():
            raise ValueError("a name of a file is empty; write . for everything beside the project file")
        if "\0" in name or any(len(piece.encode()) > 255 for piece in name.split("/")):
            raise ValueError("this cannot be the name of a file; it is too long or holds an odd character")
    return names


def time_formats(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Patterns of times that can be read with."""
    for pattern in patterns:
        if not _DIRECTIVES.fullmatch(pattern) or "%" not in pattern:
            raise ValueError(f"'{pattern}' is no pattern of times; write it like %d.%m.%Y %H:%M")
    return patterns


def constants(values: Mapping[str, str]) -> None:
    """Roles that all rows may share a value of."""
    for role, why in _NEVER_CONSTANT.items():
        if role in values:
            raise ValueError(f"'{role}' cannot be a constant: {why}")


def types(names: Iterable[str | None]) -> None:
    """Types of identifiers that can be names of columns."""
    for name in names:
        if name and not _TYPE.fullmatch(name):
            raise ValueError(
                f"'{name}' cannot be a type of identifier; write it like email, user or crm_contact"
            )


def window(text: str) -> str:
    """A length of time."""
    _said(lambda: microseconds(text))
    return text


def country(code: str) -> str:
    """The two letters of a country, or none."""
    if code and not re.fullmatch(r"[A-Za-z]{2}", code):
        raise ValueError(f"'{code}' is no country; write its two letters, like DE")
    return code.upper()


def numbers(limits: Mapping[str, int], shared_beyond: Mapping[str, int]) -> None:
    """Limits that can be kept."""
    _said(lambda: Rules(per_customer=limits, shared_beyond=shared_beyond))


def _said(check: Callable[[], object]) -> None:
    try:
        check()
    except SojournError as error:
        raise ValueError(str(error)) from None
