"""The company's events as one flat table that :func:`sojourn.read` takes: what a perfect reader of the exports would know."""

from typing import Final

import numpy as np
import pyarrow as pa

from sojourn.demo.company import Company
from sojourn.demo.feelings import SCALE_NAMES
from sojourn.demo.people import DEVICES
from sojourn.demo.touchpoints import Touch

_ON_A_DEVICE: Final = ("web", "app")


def ledger(company: Company) -> pa.Table:
    """Every event under the name, channel and device it is read with, by its true customer.

    Columns: ``customer_id``, ``timestamp``, ``touchpoint``, ``channel``, ``stage``, ``device`` (web and app), ``value``,
    ``currency``, ``cost``, ``score``, ``scale``, ``text``, and ``what``: what truly happened, where several things are
    read under one name.

    Examples
    --------
    >>> from sojourn.demo.company import simulate
    >>> ledger(simulate(20, seed=1)).num_rows == simulate(20, seed=1).events.num_rows
    True
    """
    events = company.events
    touch = events["touchpoint"].to_numpy().astype(np.int64)
    who = events["customer"].to_numpy()
    on_device = np.isin(touch, [t for t in Touch if t.channel in _ON_A_DEVICE])
    codes = pa.array(np.asarray(company.people.device)[who].astype(np.int64), mask=~on_device)
    scale = events["scale"].to_numpy().astype(np.int64)
    money = np.isfinite(events["value"].to_numpy()) | np.isfinite(events["cost"].to_numpy())

    def of_touch(attribute: str) -> pa.Array:
        return pa.array([getattr(t, attribute) for t in Touch]).take(pa.array(touch))

    return pa.table({
        "customer_id": pa.array(np.char.add("c", who.astype(str))),
        "timestamp": events["time"].cast(pa.timestamp("us", "UTC")),
        "touchpoint": of_touch("called"),
        "channel": of_touch("channel"),
        "stage": of_touch("stage"),
        "device": pa.array(DEVICES).take(codes),
        "value": events["value"],
        "currency": pa.array(np.where(money, "EUR", ""), mask=~money),
        "cost": events["cost"],
        "score": events["score"],
        "scale": pa.array(SCALE_NAMES).take(pa.array(scale, mask=scale < 0)),
        "text": events["text"],
        "what": of_touch("label"),
    })  # fmt: skip
