"""What channels cost: sums of advertising by name, matched with the channels of the paths."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.errors import UsageError
from sojourn.events.spend import Spend
from sojourn.events.taxonomy.grouping import GROUPS, channel_group

Sums = tuple[tuple[str, str | None, float], ...]
"""Name, currency and amount, one entry per name and currency, sorted."""

_WORD: Final = re.compile(r"[^\W_]+")
_ADVERTISING: Final = {"ad", "ads", "advertising"}


def spend_sums(spend: Spend | Any, by: str, first: date | None, last: date | None) -> Sums:
    """Sums of a table of spend by the column that names what ``by`` does, over the days from first to last.

    Parameters
    ----------
    spend
        A :class:`~sojourn.events.spend.Spend`, or anything Arrow reads as a table with its columns; ``channel`` and
        ``amount`` are needed.
    by
        ``campaign`` sums campaigns, anything else channels.

    Raises
    ------
    UsageError
        If it is no such table.
    """
    table = spend.table if isinstance(spend, Spend) else _table(spend)
    column = "campaign" if by == "campaign" else "channel"
    missing = sorted({column, "amount"} - set(table.column_names))
    if missing:
        raise UsageError(
            f"A table of spend has no column '{missing[0]}'.",
            hint="It needs day, channel, campaign, amount and currency; of these channel and amount always.",
        )
    if "day" in table.column_names and first is not None and last is not None:
        days = table["day"].cast(pa.date32())
        inside = pc.and_(pc.greater_equal(days, pa.scalar(first)), pc.less_equal(days, pa.scalar(last)))
        table = table.filter(pc.fill_null(inside, fill_value=True))
    names = table[column].to_pylist()
    currencies = table["currency"].to_pylist() if "currency" in table.column_names else [None] * len(names)
    sums: dict[tuple[str, str | None], float] = {}
    rows = sorted(
        (name or "", currency or "", amount)
        for name, currency, amount in zip(names, currencies, table["amount"].to_pylist(), strict=True)
        if amount is not None
    )
    for name, currency, amount in rows:
        key = (name, currency or None)
        sums[key] = sums.get(key, 0.0) + amount
    return tuple((name, currency, amount) for (name, currency), amount in sums.items())


def _table(spend: Any) -> pa.Table:
    try:
        return pa.table(spend)
    except (TypeError, ValueError):
        raise UsageError(
            f"spend must be a table, got a {type(spend).__name__}.",
            hint="Give columns channel and amount, and day, campaign and currency where they are known.",
        ) from None


def matched(sums: Sums, channels: Iterable[str], by: str) -> tuple[dict[str, Sums], Sums]:
    """The sums of every channel that a name means, and those that mean none.

    Names are compared without regard to case, punctuation and the words *ad*, *ads* and *advertising*: ``Google Ads`` is
    ``google``. By channel group, a name that is no group is the source of a paid visit: ``Instagram`` is ``Paid Social``.

    >>> sums = (("Google Ads", "EUR", 10.0), ("radio", "EUR", 5.0))
    >>> matched(sums, ("google", "newsletter"), "source")
    ({'google': (('Google Ads', 'EUR', 10.0),)}, (('radio', 'EUR', 5.0),))
    """
    known = {_key(channel): channel for channel in sorted(channels, reverse=True)}
    found: dict[str, Sums] = {}
    rest: list[tuple[str, str | None, float]] = []
    for line in sums:
        channel = known.get(_key(line[0])) or _group(line[0], known, by)
        if channel is None:
            rest.append(line)
        else:
            found[channel] = (*found.get(channel, ()), line)
    return found, tuple(rest)


def _group(name: str, known: Mapping[str, str], by: str) -> str | None:
    if by != "channel_group" or not name or _key(name) in {_key(group) for group in GROUPS}:
        return None
    group = channel_group(" ".join(w for w in _words(name) if w not in _ADVERTISING), "cpc")
    return known.get(_key(group or ""))


def _key(name: str) -> str:
    words = _words(name)
    return "".join(w for w in words if w not in _ADVERTISING) or "".join(words)


def _words(name: str) -> list[str]:
    return _WORD.findall(name.casefold())
