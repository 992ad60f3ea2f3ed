"""Purchases of the CDNOW cohort, the reference data set of customer-base analysis."""

from dataclasses import replace
from typing import Final

from sojourn.sources.dialects.shaping import Shape, fields, require, shaped
from sojourn.sources.source import RawTable, Workspace

NAME: Final = "cdnow"
_FIELDS: Final = {
    "customer": ("customer id", "id", "master id"),
    "day": ("date", "order dt", "day"),
    "pieces": ("number of cds", "order products"),
    "dollars": ("dollar value", "order amount"),
}


class Cdnow:
    """Recognised by its four columns; nothing else counts CDs."""

    title = "CDNOW"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns are customer, day, number of CDs and dollars."""
        return len(fields(table, _FIELDS)) == len(_FIELDS)

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """One purchase per row; equal rows are different purchases of one day."""
        found = fields(table, _FIELDS)
        require(table, found, ("customer", "day", "dollars"), self.title)
        shape = Shape(
            {"timestamp": found["day"], "value": found["dollars"]},
            constants={"touchpoint": "Order placed", "channel": "web", "currency": "USD"},
            identifiers={found["customer"]: "user"},
        )
        return tuple(replace(t, positions=True) for t in shaped(table, workspace, NAME, [shape]))


CDNOW: Final = Cdnow()
"""The dialect of CDNOW."""
