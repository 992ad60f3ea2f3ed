"""Outlines of the picture as plain segments: every path becomes moves, lines and cubic curves in absolute places."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import atan2, cos, pi, sin, sqrt, tan
from typing import Final, Literal

Point = tuple[float, float]

_TOKEN: Final = re.compile(r"([A-Za-z])|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_TAKES: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}
_QUARTER: Final = pi / 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an outline: ``M`` and ``L`` have one point, ``C`` three, ``Z`` none."""

    kind: Literal["M", "L", "C", "Z"]
    points: tuple[Point, ...] = ()


def segments(path: str) -> tuple[Segment, ...]:
    """The segments of path data as the pictures use it: M L H V C S Q A Z, absolute or relative.

    >>> [s.kind for s in segments("M0 0h4v3Z")]
    ['M', 'L', 'L', 'Z']

    Raises
    ------
    ValueError
        If it has a command that is not one of these.
    """
    done: list[Segment] = []
    at, start = (0.0, 0.0), (0.0, 0.0)
    for command, given in _commands(path):
        base = at if command.islower() else (0.0, 0.0)
        numbers = given
        if command in "Ss":
            mirror = _mirror(done[-1], at) if done else at
            numbers = [mirror[0] - base[0], mirror[1] - base[1], *given]
        for made in _DRAW[command.upper()](numbers, at, base):
            done.append(made)
            at = made.points[-1] if made.points else start
            start = at if made.kind == "M" else start
    return tuple(done)


def moved(found: tuple[Segment, ...], move: Callable[[Point], Point]) -> tuple[Segment, ...]:
    """The same segments with every point moved."""
    return tuple(Segment(s.kind, tuple(move(p) for p in s.points)) for s in found)


def extent(found: tuple[Segment, ...]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all points, those that steer curves with them."""
    xs = [x for s in found for x, _ in s.points]
    ys = [y for s in found for _, y in s.points]
    return min(xs), min(ys), max(xs), max(ys)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with the numbers it takes; one written once counts for all that follow."""
    tokens = [(letter, number) for letter, number in _TOKEN.findall(path)]
    place = 0
    while place < len(tokens):
        command = tokens[place][0]
        if not command or command.upper() not in _TAKES:
            raise ValueError(f"'{tokens[place][0] or tokens[place][1]}' is no command of an outline")
        place += 1
        takes = _TAKES[command.upper()]
        if not takes:
            yield command, []
        while takes and place < len(tokens) and not tokens[place][0]:
            yield command, [float(number) for _, number in tokens[place : place + takes]]
            place += takes
            command = {"M": "L", "m": "l"}.get(command, command)


def _mirror(before: Segment, at: Point) -> Point:
    """Where a smooth curve steers first: opposite to how the curve before it arrived."""
    if before.kind != "C":
        return at
    return 2 * at[0] - before.points[1][0], 2 * at[1] - before.points[1][1]


_Drawn = Iterator[Segment]


def _shift(base: Point, numbers: list[float]) -> tuple[Point, ...]:
    return tuple(
        (base[0] + x, base[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)
    )  # fmt: skip


def _move(numbers: list[float], _at: Point, base: Point) -> _Drawn:
    yield Segment("M", _shift(base, numbers))


def _line(numbers: list[float], _at: Point, base: Point) -> _Drawn:
    yield Segment("L", _shift(base, numbers))


def _level(numbers: list[float], at: Point, base: Point) -> _Drawn:
    yield Segment("L", ((base[0] + numbers[0], at[1]),))


def _upright(numbers: list[float], at: Point, base: Point) -> _Drawn:
    yield Segment("L", ((at[0], base[1] + numbers[0]),))


def _cubic(numbers: list[float], _at: Point, base: Point) -> _Drawn:
    yield Segment("C", _shift(base, numbers))


def _quadratic(numbers: list[float], at: Point, base: Point) -> _Drawn:
    (cx, cy), (x, y) = _shift(base, numbers)
    one = (at[0] + 2 / 3 * (cx - at[0]), at[1] + 2 / 3 * (cy - at[1]))
    two = (x + 2 / 3 * (cx - x), y + 2 / 3 * (cy - y))
    yield Segment("C", (one, two, (x, y)))


def _close(_numbers: list[float], _at: Point, _base: Point) -> _Drawn:
    yield Segment("Z")


def _arc(numbers: list[float], at: Point, base: Point) -> _Drawn:
    """A circular arc (the pictures have no others) as cubic curves of at most a quarter each."""
    r, _, _, large, sweep = numbers[:5]
    end = (base[0] + numbers[5], base[1] + numbers[6])
    dx, dy = end[0] - at[0], end[1] - at[1]
    chord = sqrt(dx * dx + dy * dy)
    if chord == 0 or r == 0:
        yield Segment("L", (end,))
        return
    r = max(r, chord / 2)
    away = sqrt(max(0.0, r * r - chord * chord / 4)) * (1 if bool(large) != bool(sweep) else -1)
    centre = (at[0] + dx / 2 - dy / chord * away, at[1] + dy / 2 + dx / chord * away)
    first = atan2(at[1] - centre[1], at[0] - centre[0])
    turn = (atan2(end[1] - centre[1], end[0] - centre[0]) - first) % (2 * pi)
    turn = turn if sweep else turn - 2 * pi
    parts = max(1, round(abs(turn) / _QUARTER + 0.499))
    step = turn / parts
    reach = 4 / 3 * tan(step / 4) * r
    for i in range(parts):
        a, b = first + i * step, first + (i + 1) * step
        from_, to = (
            (centre[0] + r * cos(a), centre[1] + r * sin(a)),
            (centre[0] + r * cos(b), centre[1] + r * sin(b)),
        )
        one = (from_[0] - reach * sin(a), from_[1] + reach * cos(a))
        two = (to[0] + reach * sin(b), to[1] - reach * cos(b))
        yield Segment("C", (one, two, end if i == parts - 1 else to))


_DRAW: Final[dict[str, Callable[[list[float], Point, Point], _Drawn]]] = {
    "M": _move,
    "L": _line,
    "H": _level,
    "V": _upright,
    "C": _cubic,
    "S": _cubic,
    "Q": _quadratic,
    "A": _arc,
    "Z": _close,
}
