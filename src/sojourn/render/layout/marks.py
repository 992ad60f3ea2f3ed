"""Where the marks of several curves stand at a touchpoint: at their true height, side by side where they would touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sojourn.render.layout.felt import Feeling, Felt
from sojourn.render.layout.text import width

RADIUS: Final = 10.5
SMALL: Final = 8.5
ONE: Final = 176.0
"""Height of the feeling lane with one curve."""
TALL: Final = 216.0
"""Height of the feeling lane with several."""
_EDGE: Final = 28.0
_SPAN: Final = 5.0
_APART: Final = 2.0
NAME: Final = 12.5
_NAME_ROOM: Final = (70.0, 118.0)
AT: Final = 22.0
"""From the columns to the middle of the marks of the names."""
MAIN: Final = ""
ALL: Final = "*"


@dataclass(slots=True)
class Node:
    """A mark: of the main curve, of all series together, or of the series whose key it has."""

    key: str
    feeling: Feeling
    y: float
    r: float
    x: float = 0.0


def height_of(top: float, score: float, tall: float) -> float:
    """The y of a feeling in a lane."""
    return top + tall / 2 - score / _SPAN * (tall / 2 - _EDGE)


def nodes(felt: Felt, touchpoint: str, top: float) -> list[Node]:
    """The marks of a touchpoint at their heights."""

    def node(key: str, feeling: Feeling, r: float) -> Node:
        return Node(key, feeling, height_of(top, feeling.score, TALL), r)

    done = []
    known = felt.main.get(touchpoint)
    if known is not None:
        done.append(node(MAIN, known, RADIUS))
    shared = felt.shared(touchpoint)
    if shared is not None:
        return [*done, node(ALL, shared, RADIUS if known is None else SMALL)]
    for series in felt.series:
        feeling = series.feelings.get(touchpoint)
        if feeling is not None and feeling is not known:
            done.append(node(series.key, feeling, SMALL))
    return done


def _clusters(found: Sequence[Node]) -> list[list[Node]]:
    """Marks that would touch if all stood above each other."""
    clusters: list[list[Node]] = []
    for node in sorted(found, key=lambda n: n.y):
        if clusters and any(node.y - other.y < node.r + other.r + _APART for other in clusters[-1]):
            clusters[-1].append(node)
        else:
            clusters.append([node])
    return clusters


def _wide(cluster: Sequence[Node]) -> float:
    return sum(2 * node.r + _APART for node in cluster) - _APART


def spread(found: list[Node], middle: float) -> None:
    """Set marks that would touch side by side, in the order of the series."""
    for cluster in _clusters(found):
        x = middle - _wide(cluster) / 2
        for node in sorted(cluster, key=found.index):
            node.x = x + node.r
            x += 2 * node.r + _APART


def room(felt: Felt, touchpoint: str) -> float:
    """Pixels across that the marks of a touchpoint and their numbers need; 0 if nothing is felt there."""
    found = nodes(felt, touchpoint, 0.0)
    return max(_wide(cluster) for cluster in _clusters(found)) + 15.0 if found else 0.0


def tail(felt: Felt) -> float:
    """Pixels right of the columns for the names of the curves, beyond the margin."""
    if not felt.series:
        return 0.0
    longest = max(width(series.name, NAME, bold=True) for series in felt.series)
    return AT + 14.0 + min(max(longest, _NAME_ROOM[0]), _NAME_ROOM[1]) - 16.0
