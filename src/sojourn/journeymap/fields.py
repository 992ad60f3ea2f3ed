"""What some texts of a map must look like."""

import re
from typing import Final

from sojourn.errors import UnitError, UsageError
from sojourn.journeymap.sayings import failure, quoted, say
from sojourn.units import microseconds

ENDING: Final = ".journey.yaml"
WAIT_PATTERN: Final = r"^(\s*\d+(\.\d+)?\s*(us|µs|ms|min|s|m|h|d|w)(?![a-zµ]))+\s*$"
LINK_PATTERN: Final = (
    r"^(?!/)(?!(.*/)?\.\.?/)(?!.*//)[^\\:\u0000-\u001f\u007f]*[^\\:/\u0000-\u001f\u007f]\.journey\.yaml$"
)
_LONGEST: Final = 300
_LONGEST_WAIT: Final = 40


def wait(text: str) -> str:
    """A duration with a unit, as it was written.

    Raises
    ------
    UnitError
        If it is none.

    Examples
    --------
    >>> wait("1h 30m")
    '1h 30m'
    """
    if len(text) > _LONGEST_WAIT:
        raise failure(UnitError, say("wait.long", n=_LONGEST_WAIT), say("wait.write"))
    try:
        microseconds(text)
    except UnitError:
        about = "wait.none" if re.match(WAIT_PATTERN, text) else "wait"
        raise failure(UnitError, say(about, given=quoted(text)), say("wait.write")) from None
    return text


def link(path: str) -> str:
    """The path of another map, which lies beside or below the one that names it.

    Raises
    ------
    UsageError
        If it does not end in ``.journey.yaml``, or is absolute, leads upwards, or is not written with ``/``.

    Examples
    --------
    >>> link("details/payment.journey.yaml")
    'details/payment.journey.yaml'
    """
    steps = path[: _LONGEST + 1].split("/")
    plain = "\\" not in path and ":" not in path and all(c >= " " and c != "\x7f" for c in path)
    if not plain or len(path) > _LONGEST or not all(step not in {"", ".", ".."} for step in steps):
        raise failure(UsageError, say("link", given=quoted(path)))
    if not steps[-1].endswith(ENDING) or steps[-1] == ENDING:
        raise failure(UsageError, say("link.ending", given=quoted(path), ending=ENDING))
    return path


def picture_of(path: str, form: str) -> str:
    """The file of another form that a map is drawn into: beside it, with another ending.

    >>> picture_of("details/payment.journey.yaml", "svg")
    'details/payment.svg'
    """
    return f"{path.removesuffix(ENDING)}.{form}"
