"""Where a map is needed: told at once if something else was handed over, with what would work."""

from os import PathLike

from sojourn.errors import UsageError
from sojourn.journeymap.model import JourneyMap


def check_map(*given: object) -> None:
    """Refuse what is no journey map.

    >>> check_map("shop.journey.yaml")
    Traceback (most recent call last):
    ...
    sojourn.errors.UsageError: A journey map is needed, got a str. Open one first: jmap = sj.open_map(path).

    Raises
    ------
    UsageError
        With what makes one.
    """
    for one in given:
        if not isinstance(one, JourneyMap):
            raise UsageError(
                f"A journey map is needed, got a {type(one).__name__}.",
                hint="Open one first: jmap = sj.open_map(path)."
                if isinstance(one, str | PathLike)
                else "Open one, jmap = sj.open_map(path), or draw it from a log: jmap = sj.discover(log).",
            )
