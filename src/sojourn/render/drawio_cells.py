"""Cells of a draw.io diagram as XML: shapes and arrows with their data as attributes, plain text only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax.saxutils import escape

from sojourn.render.layout.geometry import Box
from sojourn.render.office.outline import Point
from sojourn.render.xml_text import held

TEXT: Final = (
    "text;html=0;whiteSpace=wrap;align=left;verticalAlign=top;strokeColor=none;fillColor=none;spacing=0;"
)
"""The style of words without a box."""
_ATTRIBUTE: Final = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


@dataclass(slots=True)
class Diagram:
    """Cells as they are written; `ids` are those of parts, by what and id."""

    cells: list[str] = field(default_factory=list)
    ids: dict[tuple[str, str], str] = field(default_factory=dict)

    def part(self, what: str, key: str) -> str:
        """The id of the cell of a part."""
        if (what, key) not in self.ids:
            self.ids[what, key] = f"{what}-{len(self.ids) + 1}"
        return self.ids[what, key]

    def put(
        self,
        what: str,
        key: str,
        label: str,
        style: str,
        box: Box,
        data: Mapping[str, Any] | None = None,
        *,
        parent: str = "1",
    ) -> None:
        """A cell in its place."""
        geometry = f'<mxGeometry x="{number(box.x)}" y="{number(box.y)}" width="{number(box.w)}" height="{number(box.h)}" as="geometry"/>'
        cell = (
            f'<mxCell style="{attribute(style)}" vertex="1" parent="{attribute(parent)}">{geometry}</mxCell>'
        )
        self.cells.append(self._object(what, key, label, data, cell))

    def join(
        self,
        what: str,
        key: str,
        label: str,
        style: str,
        ends: tuple[str, str],
        through: Sequence[Point] = (),
    ) -> None:
        """An arrow between two cells, through points of the page."""
        points = "".join(f'<mxPoint x="{number(x)}" y="{number(y)}"/>' for x, y in through)
        listed = f'<Array as="points">{points}</Array>' if points else ""
        cell = (
            f'<mxCell style="{attribute(style)}" edge="1" parent="1" source="{attribute(ends[0])}" target="{attribute(ends[1])}">'
            f'<mxGeometry relative="1" as="geometry">{listed}</mxGeometry></mxCell>'
        )
        self.cells.append(self._object(what, key, label, None, cell))

    def _object(self, what: str, key: str, label: str, data: Mapping[str, Any] | None, cell: str) -> str:
        told = "".join(
            f' {name}="{attribute(str(value))}"'
            for name, value in (data or {}).items()
            if value not in {None, ""}
        )
        return f'<object label="{attribute(label)}" sojourn="{what}"{told} id="{attribute(self.part(what, key))}">{cell}</object>'


def number(value: float) -> str:
    """A measure with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def attribute(text: str) -> str:
    """Text for an attribute: line breaks as references, nothing that XML cannot hold."""
    return escape(held(text), _ATTRIBUTE)
