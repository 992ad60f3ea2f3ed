"""Path data: numbers short, curves smooth."""

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with at most one decimal, never in exponent form.

    >>> number(3.04), number(2.25), number(-0.01)
    ('3', '2.2', '0')
    """
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def flowing(points: Sequence[Point]) -> str:
    """A path through points that is level in each of them.

    >>> flowing([(0, 0), (10, 8)])
    'M0 0C5 0 5 8 10 8'
    """
    parts = [f"M{_pair(points[0])}"]
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y1 - y0) < 0.05:
            parts.append(f"L{_pair((x1, y1))}")
            continue
        middle = (x0 + x1) / 2
        parts.append(f"C{_pair((middle, y0))} {_pair((middle, y1))} {_pair((x1, y1))}")
    return "".join(parts)


def head(tip: Point, towards: Point, width: float) -> str:
    """An arrow head that ends in `tip`; `towards` is a unit vector along an axis; it carries a line of `width`."""
    length, half = head_length(width), head_half(width)
    (x, y), (dx, dy) = tip, towards
    base_x, base_y = x - dx * length, y - dy * length
    one = (base_x - dy * half, base_y + dx * half)
    two = (base_x + dy * half, base_y - dx * half)
    return f"M{_pair(one)}L{_pair(tip)}L{_pair(two)}Z"


def head_length(width: float) -> float:
    """How far the head of a line of `width` reaches."""
    return min(9.0, 5.5 + width / 4)


def head_half(width: float) -> float:
    """Half the height of the head of a line of `width`: a wide line ends in a point of its own width."""
    return max(3.4, width / 2)


def slopes(xs: Sequence[float], ys: Sequence[float]) -> list[float]:
    """Tangents of the monotone cubic through the points (Fritsch and Carlson 1980): it never overshoots them.

    >>> slopes([0, 1, 2], [0, 1, 0])
    [1.5, 0.0, -1.5]
    """
    if len(xs) < 2:
        return [0.0] * len(xs)
    steps = [(y1 - y0) / (x1 - x0) for x0, x1, y0, y1 in zip(xs, xs[1:], ys, ys[1:], strict=False)]
    inner = [0.0 if a * b <= 0 else 2 * a * b / (a + b) for a, b in pairwise(steps)]
    first = _end_slope(steps[0], inner[0] if inner else steps[0])
    last = _end_slope(steps[-1], inner[-1] if inner else steps[-1])
    return [first, *inner, last]


def _end_slope(step: float, inner: float) -> float:
    slope = (3 * step - inner) / 2
    return 0.0 if slope * step <= 0 else slope


def monotone(xs: Sequence[float], ys: Sequence[float], first: int, last: int) -> str:
    """Path data of the monotone cubic from point `first` to `last`, without its opening move."""
    tangents = slopes(xs, ys)
    parts = []
    forward = range(first, last) if first <= last else range(first, last, -1)
    step = 1 if first <= last else -1
    for i in forward:
        third = (xs[i + step] - xs[i]) / 3
        one = (xs[i] + third, ys[i] + third * tangents[i])
        two = (xs[i + step] - third, ys[i + step] - third * tangents[i + step])
        parts.append(f"C{_pair(one)} {_pair(two)} {_pair((xs[i + step], ys[i + step]))}")
    return "".join(parts)


def move(x: float, y: float) -> str:
    """Path data that starts at a point."""
    return f"M{_pair((x, y))}"


def line(x: float, y: float) -> str:
    """Path data of a straight line to a point."""
    return f"L{_pair((x, y))}"


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
