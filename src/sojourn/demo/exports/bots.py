"""Machines in the web shop: bursts of page views no person could make, and a monitor that looks in day and night."""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sojourn.demo.calendar import DAY, HOUR
from sojourn.demo.exports.book import Book
from sojourn.demo.touchpoints import Touch

PAGES: Final = 160
"""Pages that one machine opens in its burst."""
MONITOR_EVERY: Final = 6 * HOUR
BOT_AGENT: Final = "Mozilla/5.0 (compatible; PriceSpider/2.1; +https://pricespider.example/bot)"
MONITOR_AGENT: Final = "UptimeMonitor/1.4 (+https://uptime.example)"


def count_bots(customers: int) -> int:
    """How many machines come in bursts: one for every 1,500 customers, none to a tiny company.

    >>> count_bots(10), count_bots(500), count_bots(4_000)
    (0, 1, 3)
    """
    return 0 if customers < 200 else max(1, round(customers / 1500))


def machine_names(customers: int) -> pa.Array:
    """Cookie of every machine; the monitor comes last.

    >>> machine_names(500).to_pylist(), len(machine_names(10))
    (['headless-1', 'monitor'], 0)
    """
    bots = count_bots(customers)
    return pa.array([*(f"headless-{k + 1}" for k in range(bots)), *["monitor"][:bots]], pa.string())


def with_bots(book: Book) -> Book:
    """Add what machines do to the rows of the web shop; machines are numbered after the customers."""
    people = book.company.people.count
    bots, dice, period = count_bots(people), book.company.dice, book.company.period
    if not bots:
        return book
    start = period.start + (dice.uniform("bot starts", bots) * 0.95 * period.days * DAY).astype(np.int64)
    steps = (200_000 + 700_000 * dice.uniform("bot steps", bots * PAGES)).astype(np.int64)
    burst = (start[:, None] + np.cumsum(steps.reshape(bots, PAGES), axis=1)).ravel()
    looks = np.arange(period.start + HOUR, period.end, MONITOR_EVERY)
    size = len(burst) + len(looks)
    time = np.concatenate([book.time, burst, looks])
    order = np.argsort(time, kind="stable")
    pages = np.tile(np.where(np.arange(PAGES) % 40, Touch.PRODUCT, Touch.LANDING), bots)
    who = np.concatenate(
        [book.who, np.repeat(people + np.arange(bots), PAGES), np.full(len(looks), people + bots)]
    )

    def fill(column: npt.NDArray[np.generic], value: float) -> npt.NDArray[np.generic]:
        return np.concatenate([column, np.full(size, value, column.dtype)])[order]

    return replace(
        book,
        time=time[order],
        who=who[order],
        touch=np.concatenate([book.touch, pages, np.full(len(looks), Touch.LANDING)])[order],
        value=fill(book.value, np.nan).astype(np.float64),
        cost=fill(book.cost, np.nan).astype(np.float64),
        score=fill(book.score, np.nan).astype(np.float32),
        scale=fill(book.scale, -1).astype(np.int64),
        emotion=fill(book.emotion, 0).astype(np.float32),
        topic=fill(book.topic, -1).astype(np.int64),
        reference=fill(book.reference, 0).astype(np.int64),
        visit=fill(book.visit, -1).astype(np.int64),
        text=pa.concat_arrays([book.text, pa.nulls(size, pa.string())]).take(pa.array(order)),
    )
