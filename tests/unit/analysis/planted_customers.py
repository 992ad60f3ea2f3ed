"""A log of customers of a few kinds, planted: who is of which kind is known."""

import numpy as np
import pyarrow as pa

import sojourn as sj

KINDS = (
    # events, days, channels, touchpoints with weights, hour, share with a device that is a phone, value of an order
    (14, 60, "web", {"Home": 4, "Search": 6, "Guide": 3}, 21, 0.0, None),
    (18, 90, "app", {"Open": 6, "Cart": 3, "Order": 3}, 8, 1.0, 25.0),
    (10, 120, "store", {"Visit": 3, "Order": 2}, 14, None, 180.0),
    (9, 40, "phone", {"Called support": 4, "Ticket opened": 3, "Order returned": 2}, 11, None, None),
    (8, 5, "email", {"Mail opened": 5, "Mail clicked": 2}, 2, 1.0, None),
)


def planted(customers=500, seed=1, kinds=5):
    """The log and, by customer id, the kind of each customer."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, kinds, customers)
    columns = {n: [] for n in ("customer_id", "timestamp", "touchpoint", "channel", "device", "value")}
    for customer in range(customers):
        events, days, channel, weights, hour, phone, value = KINDS[kind[customer]]
        n = 2 + rng.poisson(events - 2)
        start = rng.integers(0, 30)
        day = start + np.sort(rng.integers(0, days, n))
        minute = np.sort(rng.integers(0, 120, n))
        names = rng.choice(list(weights), n, p=np.array(list(weights.values())) / sum(weights.values()))
        device = None if phone is None else ("phone" if rng.random() < phone else "desktop")
        columns["customer_id"] += [f"k{customer:05d}"] * n
        columns["timestamp"] += (
            1_767_225_600_000_000 + (day * 1440 + hour * 60 + minute).astype(np.int64) * 60_000_000
        ).tolist()
        columns["touchpoint"] += names.tolist()
        columns["channel"] += [channel] * n
        columns["device"] += [device] * n
        columns["value"] += [value if name == "Order" else None for name in names]
    table = pa.table(columns)
    table = table.set_column(1, "timestamp", table["timestamp"].cast(pa.timestamp("us", "UTC")))
    return sj.read(table), {f"k{i:05d}": int(k) for i, k in enumerate(kind)}


def agreement(found, truth):
    """Adjusted Rand index of a result of segments with the kinds."""
    from sojourn.analysis.stats.agreement import adjusted_rand

    table = found.assignment
    kinds = np.array([truth[c] for c in table["customer"].to_pylist()], np.int32)
    return adjusted_rand(table["segment"].to_numpy().astype(np.int32), kinds)
