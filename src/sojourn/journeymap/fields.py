"""What some texts of a map must look like."""

from typing import Final

from sojourn.errors import UnitError
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
        raise UnitError("A duration has at most 40 characters.", hint='Write it as "30m", "7d" or "1h 30m".')
    microseconds(text)
    return text


def link(path: str) -> str:
    """The path of another map, which lies beside or below the one that names it.

    Raises
    ------
    ValueError
        If it does not end in ``.journey.yaml``, or is absolute, leads upwards, or is not written with ``/``.

    Examples
    --------
    >>> link("details/payment.journey.yaml")
    'details/payment.journey.yaml'
    """
    steps = path[: _LONGEST + 1].split("/")
    plain = "\\" not in path and ":" not in path and all(c >= " " and c != "\x7f" for c in path)
    if not plain or len(path) > _LONGEST or not all(step not in {"", ".", ".."} for step in steps):
        raise ValueError(
            f"{path[:80]!r} is not the path of a map beside or below this one (written with /, without .. or a drive)"
        )
    if not steps[-1].endswith(ENDING) or steps[-1] == ENDING:
        raise ValueError(f"{path[:80]!r} does not end in {ENDING}")
    return path


def picture_of(path: str, form: str) -> str:
    """The file of another form that a map is drawn into: beside it, with another ending.

    >>> picture_of("details/payment.journey.yaml", "svg")
    'details/payment.svg'
    """
    return f"{path.removesuffix(ENDING)}.{form}"
