"""Machines that walk through the web shop: bursts of page views no person could make."""

from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa

from sojourn.demo.calendar import DAY
from sojourn.demo.exports.book import Book
from sojourn.demo.touchpoints import Touch

PAGES: Final = 160
"""Pages that one machine opens in its burst."""


def count_bots(customers: int) -> int:
    """How many machines come: one for every 1,500 customers, none to a tiny company.

    >>> count_bots(10), count_bots(500), count_bots(4_000)
    (0, 1, 3)
    """
    return 0 if customers < 200 else max(1, round(customers / 1500))


def with_bots(book: Book) -> Book:
    """Add the bursts to the rows of the web shop; machines are numbered after the customers."""
    bots, dice, period = count_bots(book.company.people.count), book.company.dice, book.company.period
    if not bots:
        return book
    size = bots * PAGES
    start = period.start + (dice.uniform("bot starts", bots) * 0.95 * period.days * DAY).astype(np.int64)
    steps = (200_000 + 700_000 * dice.uniform("bot steps", size)).astype(np.int64).reshape(bots, PAGES)
    time = np.concatenate([book.time, (start[:, None] + np.cumsum(steps, axis=1)).ravel()])
    who = np.concatenate([book.who, np.repeat(book.company.people.count + np.arange(bots), PAGES)])
    touch = np.concatenate(
        [book.touch, np.tile(np.where(np.arange(PAGES) % 40, Touch.PRODUCT, Touch.LANDING), bots)]
    )
    order = np.argsort(time, kind="stable")

    def fill(column: np.typing.NDArray[np.generic], value: float) -> np.typing.NDArray[np.generic]:
        return np.concatenate([column, np.full(size, value, column.dtype)])[order]

    return replace(
        book,
        time=time[order],
        who=who[order],
        touch=touch[order],
        value=fill(book.value, np.nan).astype(np.float64),
        cost=fill(book.cost, np.nan).astype(np.float64),
        score=fill(book.score, np.nan).astype(np.float32),
        scale=fill(book.scale, -1).astype(np.int64),
        emotion=fill(book.emotion, 0).astype(np.float32),
        topic=fill(book.topic, -1).astype(np.int64),
        reference=fill(book.reference, 0).astype(np.int64),
        text=pa.concat_arrays([book.text, pa.nulls(size, pa.string())]).take(pa.array(order)),
    )
