"""Fit and score a million customers on this machine: ``python benchmarks/lifetime_value.py [CUSTOMERS]``.

Customers are simulated from an MBG/NBD with Gamma-Gamma values, known to the day, over two years. What is timed, in seconds
of the processor, is everything after measuring the log: putting customers in order, choosing the model, the fits on the first
half of the time and on all of it, intervals, and the forecast of every customer. With ``--lifetimes`` the BG/NBD of lifetimes is
fitted to the same customers instead, in an environment that has it (``pip install lifetimes``): one fit and one forecast.
"""

import sys
import time

import numpy as np

DAYS = 730
TRUTH = (0.6, 60.0, 0.9, 1.6)
VALUES = (6.25, 3.74, 15.44)


def simulate(customers, seed=1):
    """Days and values of the purchases of customers acquired evenly over the first year and a half."""
    rng = np.random.default_rng(seed)
    r, alpha, a, b = TRUTH
    first = rng.integers(0, DAYS - 180, customers)
    rate, leaves = rng.gamma(r, 1 / alpha, customers), rng.beta(a, b, customers)
    worth = 1 / rng.gamma(VALUES[1], 1 / VALUES[2], customers)
    now, alive = first.astype(float), np.ones(customers, bool)
    owners, days = [], []
    while alive.any():
        owners.append(np.flatnonzero(alive))
        days.append(now[alive].astype(np.int64))
        alive = alive & (rng.random(customers) >= leaves)
        now = now + rng.exponential(1 / rate)
        alive &= now < DAYS
    owner, day = np.concatenate(owners), np.concatenate(days)
    order = np.lexsort((day, owner))
    owner, day = owner[order], day[order]
    once = np.concatenate([[True], (np.diff(owner) != 0) | (np.diff(day) != 0)])
    owner, day = owner[once], day[once]
    value = rng.gamma(VALUES[0], worth[owner])
    return np.bincount(owner, minlength=customers), day, value


def main():
    sizes = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    customers = sizes[0] if sizes else 1_000_000
    counts, days, values = simulate(customers)
    if "--lifetimes" in sys.argv:
        peer(counts, days)
        return
    import pyarrow as pa

    from sojourn.analysis.lifetime_value import LifetimeValueSpec
    from sojourn.analysis.lifetime_value.days import LifetimeTally

    ids = pa.chunked_array([pa.array(np.char.add("c", np.arange(customers).astype(str)))])
    for model in (None, "bg_nbd", "pareto_nbd"):
        tally = LifetimeTally(
            customers, ids, counts.astype(np.int32), days.astype(np.int32), values, DAYS, np.array([1])
        )
        LifetimeValueSpec(model=model).conclude(_few(tally), {})  # what is loaded once is loaded
        start = time.process_time()
        found = LifetimeValueSpec(model=model).conclude(tally, {})
        spent = time.process_time() - start
        parameters = {row["parameter"]: round(row["value"], 3) for row in found.table.to_pylist()}
        tested = found.fitted.holdout
        if tested is None:
            print("  no holdout")
            continue
        print(
            f"{found.fitted.model}: {customers:,} customers in {spent:.1f} s of the processor; {parameters}"
        )
        print(
            f"  holdout: {tested.foretold:,.0f} foretold, {tested.happened:,} happened, RMSE {tested.rmse:.3f} against {tested.baseline_rmse:.3f}"
        )


def _few(tally):
    return type(tally)(
        500, tally.ids.slice(0, 500), tally.counts[:500], tally.days[: tally.counts[:500].sum()],
        tally.sums[: tally.counts[:500].sum()], tally.last_day, tally.currencies,
    )  # fmt: skip


def peer(counts, days):
    """The BG/NBD of lifetimes on the same customers."""
    from lifetimes import BetaGeoFitter

    stops = np.cumsum(counts)
    first, last = days[stops - counts], days[stops - 1]
    start = time.process_time()
    fitter = BetaGeoFitter().fit(counts - 1, (last - first) / 7, (DAYS - first) / 7)
    fitter.conditional_expected_number_of_purchases_up_to_time(
        52, counts - 1, (last - first) / 7, (DAYS - first) / 7
    )
    print(
        f"lifetimes BG/NBD: {time.process_time() - start:.1f} s of the processor; {fitter.summary['coef'].round(3).to_dict()}"
    )


if __name__ == "__main__":
    main()
