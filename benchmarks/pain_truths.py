"""Pain points and moments of truth against the demo company's planted truths, over many seeds.

    python benchmarks/pain_truths.py [--customers 4000] [--seeds 20]

Prints per planted cause: found in how many companies, bias of the effect, how often its 95 % interval holds the truth,
how far the value at stake is off; then what was claimed without a planted cause, and what became of the look-alikes.
"""

import argparse
from collections import Counter, defaultdict

import numpy as np

import sojourn as sj
from sojourn.analysis.moments_of_truth import moments_of_truth
from sojourn.analysis.pain_points import pain_points
from sojourn.demo.causes import CAUSES
from sojourn.demo.company import simulate
from sojourn.demo.effects import effects, revenue_brought
from sojourn.demo.ledger import ledger

GOAL = "Order placed"
MATCHES = {
    "size_guide_phone": "drop_off > Size guide > phone",
    "slow_chat_reply": "wait > Ticket opened > Support replied",
    "late_confirmation": "wait > Order placed > Confirmation e-mail delivered",
    "asked_twice": "channel_break > Called support",
    "late_parcel": "error > Parcel shipped > Parcel late",
}
"""The candidate that is the planted cause itself. Other candidates may be faces of it (see FACES)."""
FACES = {
    "slow_chat_reply": ("wait > Ticket opened > Ticket solved",),
    "late_confirmation": ("wait > Order completed > Confirmation e-mail delivered",),
    "late_parcel": ("wait > Parcel shipped > Parcel delivered", "wait > Parcel shipped > Parcel late"),
    "asked_twice": ("wait > Called support > Ticket solved", "wait > Ticket opened > Ticket solved"),
}
"""Candidates that hold the cause: claiming them instead of it is a miss, but no false discovery."""
PHASES = {"purchase": "goal", "renewal": "follow_up"}
DELIGHT = "Style quiz"
LOOK_ALIKES = {
    "help_page": "Page: Help",
    "newsletter": "Newsletter opened",
    "reviews_read": "Customer reviews",
}


def base(row):
    """The id without its outcome."""
    return row["id"].rsplit(" > ", 1)[0]


def owner(row):
    """The planted cause of a row; None if there is none."""
    for cause, match in MATCHES.items():
        if base(row) == match or base(row) in FACES.get(cause, ()):
            return cause
    return None


def look(customers, seed, found):
    """One company."""
    company = simulate(customers, seed)
    log = sj.read(ledger(company))
    rows = pain_points(log, GOAL).table.to_pylist()
    at = {row["id"]: row for row in rows}
    for effect in effects(company):
        cause = effect.cause.id
        if cause == "style_quiz" and effect.goal == "purchase":
            look_at_moments(log, effect.effect, found)
        if effect.cause.role != "pain":
            continue
        row = at.get(f"{MATCHES[cause]} > {PHASES[effect.goal]}")
        if row is None or row["effect"] is None:
            found["effects"][cause, effect.goal].append((effect.effect, np.nan, np.nan, np.nan, False))
            continue
        found["effects"][cause, effect.goal].append(
            (effect.effect, row["effect"], row["effect_low"], row["effect_high"], row["verdict"] == "costs")
        )
    for cause, match in MATCHES.items():
        own = [r for r in rows if base(r) == match and r["verdict"] == "costs"]
        leading = [r for r in own if r["cause"] is None]
        truth = -revenue_brought(company, CAUSES[cause])
        stake = leading[0]["value_at_stake"] if leading else np.nan
        inside = bool(leading) and leading[0]["value_low"] <= truth <= leading[0]["value_high"]
        found["values"][cause].append((truth, stake, inside, bool(own)))
    for row in rows:
        if row["verdict"] == "costs":
            found["claims"][row["cause"] is None] += 1
            if owner(row) is None:
                found["false"][row["id"], row["cause"] is None] += 1
    for name, touchpoint in LOOK_ALIKES.items():
        verdicts = {
            r["verdict"] for r in rows if r["touchpoint"] == touchpoint and r["made_by"] == "customer"
        }
        found["look_alikes"][
            name, "costs" if "costs" in verdicts else min(verdicts, default="not listed")
        ] += 1


def look_at_moments(log, truth, found):
    """The delight, and choices that are told without a planted cause."""
    rows = [r for r in moments_of_truth(log, GOAL).table.to_pylist() if r["quality"] == "met"]
    for row in rows:
        if row["touchpoint"] == DELIGHT:
            found["moments"]["found"] += 1
            found["moments"]["holds the truth"] += row["low"] <= truth <= row["high"]
        else:
            found["moments"]["without a planted cause: " + row["touchpoint"]] += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=4000)
    parser.add_argument("--seeds", type=int, default=20)
    given = parser.parse_args()
    found = {
        "effects": defaultdict(list), "values": defaultdict(list), "claims": Counter(), "false": Counter(),
        "look_alikes": Counter(), "moments": Counter(),
    }  # fmt: skip
    for seed in range(1, given.seeds + 1):
        look(given.customers, seed, found)
    print(f"{given.seeds} companies of {given.customers:,} customers\n")
    print(
        f"{'cause':18s} {'goal':9s} {'truth':>7s} {'found':>7s} {'bias':>7s} {'sd':>6s} {'half':>6s} covered claimed"
    )
    covered = total = 0
    for (cause, goal), rows in found["effects"].items():
        truth, mean, low, high, claimed = (np.array(column, float) for column in zip(*rows, strict=True))
        hit = (low <= truth) & (truth <= high)
        made = np.isfinite(mean)
        covered, total = covered + int(hit[made].sum()), total + int(made.sum())
        off = (mean - truth)[made]
        print(
            f"{cause:18s} {goal:9s} {truth.mean():+7.3f} {np.nanmean(mean):+7.3f} {off.mean():+7.3f} {off.std():6.3f} "
            f"{np.nanmean(high - low) / 2:6.3f} {hit[made].sum():3d}/{made.sum():<3d} {claimed.sum():.0f}/{len(rows)}"
        )
    print(f"\n95 % intervals that hold the truth: {covered}/{total} = {covered / total:.1%}")
    recall = [own for rows in found["values"].values() for *_, own in rows]
    print(f"recall of planted pain points: {sum(recall)}/{len(recall)} = {np.mean(recall):.1%}\n")
    print(f"{'cause':18s} {'value':>8s} {'found':>8s} {'off (median)':>12s} {'interval':>9s} leads")
    errors = []
    for cause, rows in found["values"].items():
        truth, stake, inside, _ = (np.array(column, float) for column in zip(*rows, strict=True))
        off = np.abs(stake - truth) / truth
        errors += off[np.isfinite(off)].tolist()
        print(
            f"{cause:18s} {truth.mean():8.0f} {np.nanmean(stake):8.0f} {np.nanmedian(off):12.1%} "
            f"{inside.sum():5.0f}/{np.isfinite(stake).sum():<3d} {np.isfinite(stake).sum()}/{len(rows)}"
        )
    print(f"value at stake off by {np.median(errors):.1%} in the median")
    causes, false = found["claims"][True], sum(n for (_, leads), n in found["false"].items() if leads)
    rows, wrong = sum(found["claims"].values()), sum(found["false"].values())
    print(f"\nclaimed causes {causes}, without a planted cause {false} = {false / max(1, causes):.1%}")
    print(f"claimed rows {rows}, without a planted cause {wrong} = {wrong / max(1, rows):.1%}")
    for (name, _), n in found["false"].most_common():
        print(f"   {n:3d} {name}")
    listed = (f"{name} {verdict} {n}" for (name, verdict), n in sorted(found["look_alikes"].items()))
    print("\nlook-alikes:", ", ".join(listed))
    print(
        "moments of truth:", DELIGHT, ", ".join(f"{what} {n}" for what, n in sorted(found["moments"].items()))
    )


if __name__ == "__main__":
    main()
