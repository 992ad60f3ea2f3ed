"""Are the planted trends of the demo company found, and is noise left alone? ``python benchmarks/trend_truths.py [SEEDS] [CUSTOMERS]``.

Per seed: whether the change of late parcels is found, how many days its date is off, whether its interval holds the true
date; whether the month's turn is a peak and its middle a low of new customers; factors of Friday and Sunday. Then how often
a change is claimed in stationary noise.
"""

import sys
from datetime import date, timedelta

import numpy as np

import sojourn as sj
from sojourn.analysis.stats.change_points import find_changes
from sojourn.analysis.stats.seasons import season_columns
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger

DAY0 = date(1970, 1, 1)
NAMES = 40


def company(seed, customers):
    made = simulate(customers, seed=seed)
    log = sj.read(ledger(made))
    names = sj.touchpoints(log).table.column("touchpoint").to_pylist()[:NAMES]
    found = sj.trends(log, touchpoints=names, goal="Order placed")
    truth = DAY0 + timedelta(microseconds=made.period.change)
    late = [
        row for row in found.changes.to_pylist()
        if (row["measure"], row["touchpoint"]) == ("step_share", "Parcel late") and row["q"] <= 0.05
    ]  # fmt: skip
    nearest = min(late, key=lambda row: abs((row["date"] - truth).days), default=None)
    month = {
        row["day"]: row for row in found.seasons.to_pylist()
        if (row["measure"], row["kind"]) == ("new_customers", "day_of_month")
    }  # fmt: skip
    week = {
        row["day"]: row["factor"] for row in found.seasons.to_pylist()
        if (row["measure"], row["kind"]) == ("new_customers", "weekday")
    }  # fmt: skip
    peaks = (
        bool(month)
        and min(month[1]["low"], month[-1]["low"]) > 1
        and max(month[15]["high"], month[-15]["high"]) < 1
    )
    shares = [
        row for row in found.changes.to_pylist()
        if row["measure"] == "step_share" and row["touchpoint"] not in {"Parcel late", "Parcel delivered"}
    ]  # fmt: skip
    return truth, nearest, len(late), peaks, month, week, len(shares)


def noise(kind, days, rng):
    deviation = rng.normal(size=days)
    if kind == "autocorrelated":
        for i in range(1, days):
            deviation[i] += 0.3 * deviation[i - 1]
    if kind == "shares":
        n = rng.poisson(15, days).astype(float)
        return np.where(n > 0, rng.binomial(n.astype(int), 0.15) / np.maximum(n, 1), 0), n
    return deviation, np.ones(days)


def main():
    numbers = [int(argument) for argument in sys.argv[1:]]
    seeds, customers = (numbers + [20, 4000][len(numbers) :])[:2]
    off, held, peaked, others, week_days = [], 0, 0, 0, []
    for seed in range(1, seeds + 1):
        truth, nearest, count, peaks, month, week, more = company(seed, customers)
        peaked += peaks
        others += more
        week_days.append([week.get(day, np.nan) for day in range(1, 8)])
        if nearest:
            off.append((nearest["date"] - truth).days)
            held += nearest["first"] <= truth <= nearest["last"]
            print(
                f"seed {seed}: {count} change(s), {off[-1]:+d} days, {nearest['before']:.3f} to {nearest['after_value']:.3f}, first day x{month[1]['factor'] if month else float('nan'):.2f}, other step shares changed: {more}"
            )
        else:
            print(f"seed {seed}: the change was not found")
    print(
        f"late parcels found in {len(off)} of {seeds}; off by {np.mean(np.abs(off)):.2f} days on average, {np.max(np.abs(off))} at most; interval holds the date in {held}"
    )
    print(
        f"peak at the turn of the month and low in its middle in {peaked} of {seeds}; changes in other step shares: {others / seeds:.2f} per company"
    )
    print("weekday factors of new customers, Monday first:", np.nanmean(week_days, axis=0).round(2).tolist())
    rng = np.random.default_rng(1)
    for kind in ("white", "autocorrelated", "shares"):
        for days in (60, 184, 365):
            start = 20_454
            columns = season_columns(np.arange(start, start + days))
            claimed = sum(bool(find_changes(*noise(kind, days, rng), columns)[0]) for _ in range(300))
            print(f"{kind} noise of {days} days: a change claimed in {claimed / 3:.1f} %")


if __name__ == "__main__":
    main()
