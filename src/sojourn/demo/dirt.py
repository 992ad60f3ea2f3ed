"""The dirt that real exports carry, put in on purpose and counted."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.dice import Dice
from sojourn.demo.sheet import Flags, Sheet

MISSING_CUSTOMER: Final = 0.0015
BAD_TIME: Final = 0.001
NAME_VARIANT: Final = 0.004
REPEATED: Final = 0.008
"""Shares of the rows of each file."""
UNREADABLE: Final = ("n/a", "0000-00-00 00:00:00", "")
"""What stands in place of a time; never nothing where the time of sending could stand in for it."""


@dataclass(frozen=True, slots=True)
class Dirt:
    """What was done to one file, in rows; ``rows = clean + repeated + redelivered``.

    No row carries two kinds of dirt, and only rows without any are repeated, so a reader that cleans perfectly uses
    ``clean − missing_customer − bad_time`` rows.
    """

    rows: int
    clean: int
    repeated: int
    redelivered: int
    missing_customer: int
    bad_time: int
    name_variants: int
    bots: int


def spoil(sheet: Sheet, customers: int, dice: Dice) -> tuple[Sheet, Dirt, Flags]:
    """Put dirt into a sheet.

    Returns
    -------
    tuple
        The spoiled sheet (its ``who``, ``found`` and ``ids`` are those of the clean one), the count of what was done,
        and which rows of the clean sheet stay usable.
    """
    size = sheet.size
    firm = np.zeros(size, np.bool_) if sheet.firm is None else sheet.firm
    u = dice.uniform(sheet.name + " dirt", size)
    open_to = ~firm & (sheet.who < customers)
    missing = open_to & (u < MISSING_CUSTOMER) & bool(sheet.customer)
    bad = open_to & (u >= MISSING_CUSTOMER) & (u < MISSING_CUSTOMER + BAD_TIME) & bool(sheet.time)
    variant = open_to & (u >= 0.5) & (u < 0.5 + NAME_VARIANT) & bool(sheet.event)
    if sheet.event:
        variant &= sheet.columns[sheet.event].is_valid().to_numpy(zero_copy_only=False)
    again = ~(missing | bad | variant) & (dice.uniform(sheet.name + " repeated", size) < REPEATED)
    again &= not sheet.folded
    columns = dict(sheet.columns)
    for name in sheet.customer:
        columns[name] = _blank(columns[name], missing)
    if sheet.time:
        columns[sheet.time] = _unreadable(columns[sheet.time], bad, UNREADABLE[: 2 if sheet.resent else 3])
    if sheet.event:
        columns[sheet.event] = _variants(columns[sheet.event], variant)
    spoiled = replace(sheet, columns=_repeat(columns, sheet, again, dice))
    repeats = int(again.sum())
    dirt = Dirt(
        rows=size + repeats,
        clean=size,
        repeated=0 if sheet.message else repeats,
        redelivered=repeats if sheet.message else 0,
        missing_customer=int(missing.sum()),
        bad_time=int(bad.sum()),
        name_variants=int(variant.sum()),
        bots=int((sheet.who >= customers).sum()),
    )
    return spoiled, dirt, ~(missing | bad)


def _blank(column: pa.Array, mask: Flags) -> pa.Array:
    return pc.if_else(pa.array(mask), pa.scalar(None, column.type), column)


def _unreadable(column: pa.Array, mask: Flags, given: tuple[str, ...]) -> pa.Array:
    if not pa.types.is_string(column.type):
        return _blank(column, mask)
    words = pa.array(given).take(pa.array(np.cumsum(mask) % len(given)))
    return pc.if_else(pa.array(mask), words, column)


def _variants(column: pa.Array, mask: Flags) -> pa.Array:
    kind = pa.array(np.where(mask, np.cumsum(mask) % 3, 3))
    return pc.choose(
        kind, pc.utf8_upper(column), pc.binary_join_element_wise(" ", column, ""), pc.binary_join_element_wise(pc.utf8_lower(column), "  ", ""), column
    )  # fmt: skip


def _repeat(columns: dict[str, pa.Array], sheet: Sheet, again: Flags, dice: Dice) -> dict[str, pa.Array]:
    """Put each repeated row some rows after the first; a message delivered again carries its new time of sending."""
    size, which = len(again), np.flatnonzero(again)
    delay = 0.5 + np.floor(60 * dice.uniform(sheet.name + " delay", len(which)))
    take = np.concatenate([np.arange(size), which])
    second = np.concatenate([np.zeros(size, bool), np.ones(len(which), bool)])
    order = np.argsort(np.concatenate([np.arange(size, dtype=np.float64), which + delay]), kind="stable")
    rows, mark = pa.array(take[order]), pa.array(second[order])
    resent = sheet.resent or {}
    return {
        name: pc.if_else(mark, resent[name].take(rows), column.take(rows))
        if name in resent
        else column.take(rows)
        for name, column in columns.items()
    }
