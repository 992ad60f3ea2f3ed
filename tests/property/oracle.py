"""Every analysis again, in plain Python over lists: slow, obvious, and written from the definitions alone.

An oracle takes a specification and journeys (customer → events in order) and gives the rows of the table that the
analysis should give; medians as a list of permitted seconds (a sketch may be off by 1.6 %).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from statistics import mean, median_low
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Event:
    """One event; time in microseconds since 1970 UTC."""

    time: int
    touchpoint: str
    channel: str | None = None


class Near(float):
    """A number that may be off by 1.6 %, or by so much."""

    def __new__(cls, value, slack=0.00103):
        near = super().__new__(cls, value)
        near.slack = slack
        return near

    def __eq__(self, other):
        return isinstance(other, float) and abs(other - float(self)) <= max(
            0.0164 * abs(float(self)), self.slack
        )

    __hash__ = None


def journeys_of(log):
    """The journeys of a log as the oracle sees them."""
    out = {}
    for part in log.journeys():
        names = part.touchpoints.names
        times, codes = (part.flat(attribute).tolist() for attribute in ("timestamp", "touchpoint"))
        if "channel" in part.columns:
            channels, where = part.vocabularies["channel"].names, part.flat("channel").tolist()
        else:
            channels, where = (), [-1] * len(codes)
        offsets = part.offsets.tolist()
        for i, customer in enumerate(part.customers.to_pylist()):
            out[customer] = [
                Event(times[e], names[codes[e]], channels[where[e]] if where[e] >= 0 else None)
                for e in range(offsets[i], offsets[i + 1])
            ]
    return out


def _seconds(gaps):
    return (mean(gaps) / 1e6, Near(median_low(gaps) / 1e6)) if gaps else (None, None)


def transitions(_, journeys):
    gaps, who = defaultdict(list), defaultdict(set)
    for customer, events in journeys.items():
        path = [Event(0, ""), *events, Event(0, "")]
        for a, b in pairwise(path):
            gaps[a.touchpoint, b.touchpoint].append(b.time - a.time)
            who[a.touchpoint, b.touchpoint].add(customer)
    rows = []
    for (a, b), found in gaps.items():
        average, middle = _seconds(found) if a and b else (None, None)
        rows.append(
            {
                "source": a,
                "target": b,
                "count": len(found),
                "customers": len(who[a, b]),
                "mean_s": average,
                "median_s": middle,
            }
        )
    return sorted(rows, key=lambda r: (-r["count"], r["source"], r["target"]))


def cut(events, gap):
    """Visits: a new one begins after a gap longer than the limit."""
    visits = []
    for event in events:
        if not visits or event.time - visits[-1][-1].time > gap:
            visits.append([])
        visits[-1].append(event)
    return visits


def micros(duration):
    return duration // timedelta(microseconds=1)


def paths(spec, journeys):
    by_visit = spec.within_visit is not None
    count, who = Counter(), defaultdict(set)
    for customer, events in journeys.items():
        for run in cut(events, micros(spec.within_visit)) if by_visit else [events]:
            path = tuple(e.touchpoint for e in run)
            count[path] += 1
            who[path].add(customer)
    total = sum(count.values())
    order = sorted(count, key=lambda p: (-count[p], p))
    top = len(order) if spec.top is None else spec.top
    rows = [
        {"path": list(p), "customers": len(who[p]), "share": count[p] / total, "visits": count[p]}
        for p in order[:top]
    ]
    rest = sum(count[p] for p in order[top:])
    if rest:
        rows.append(
            {"path": None, "customers": None if by_visit else rest, "share": rest / total, "visits": rest}
        )
    if not by_visit:
        for row in rows:
            del row["visits"]
    return rows


def _valid(spec, events, chain):
    first, last = events[chain[0]], events[chain[-1]]
    if spec.within is not None and last.time - first.time > micros(spec.within):
        return False
    if spec.strict and any(b - a != 1 for a, b in pairwise(chain)):
        return False
    return not any(e.touchpoint in spec.exclude for e in events[chain[0] : chain[-1]])


def _first_chain(spec, events, k):
    """Of all valid ways to reach step k: the earliest end, then the latest start, then the earliest steps."""
    best = None
    for chain in combinations(range(len(events)), k):
        if all(events[i].touchpoint in spec.steps[s] for s, i in enumerate(chain)) and _valid(
            spec, events, chain
        ):
            rank = (chain[-1], -chain[0], chain)
            best = rank if best is None or rank < best else best
    return best and best[2]


def funnel(spec, journeys):
    segments = defaultdict(list)
    for events in journeys.values():
        known = [e.channel for e in events if e.channel is not None]
        segments[(known[0] if known else None) if spec.by else None].append(events)
    rows = []
    for name, members in segments.items():
        reached, waits = [], []
        for k in range(1, len(spec.steps) + 1):
            chains = [(events, _first_chain(spec, events, k)) for events in members]
            done = [(events, chain) for events, chain in chains if chain]
            reached.append(len(done))
            waits.append([events[c[-1]].time - events[c[-2]].time for events, c in done] if k > 1 else [])
        for s, n in enumerate(reached):
            average, middle = _seconds(waits[s])
            rows.append(
                {
                    "segment": name,
                    "step": " | ".join(spec.steps[s]),
                    "customers": n,
                    "share_of_first": n / reached[0] if reached[0] else None,
                    "share_of_previous": n / reached[s - 1] if s and reached[s - 1] else None,
                    "median_s": middle,
                    "mean_s": average,
                    "order": (name is None, -reached[0], name or "", s),
                }
            )
    rows.sort(key=lambda row: row["order"])
    for row in rows:
        del row["order"]
        if not spec.by:
            del row["segment"]
    return rows


def visits(spec, journeys):
    begun, who, ends = defaultdict(list), defaultdict(set), Counter()
    for customer, events in journeys.items():
        for run in cut(events, micros(spec.gap)):
            begun[run[0].touchpoint].append(run)
            who[run[0].touchpoint].add(customer)
            ends[run[-1].touchpoint] += 1
    total = sum(map(len, begun.values()))
    rows = []
    for name in {*begun, *ends}:
        runs = begun[name]
        average, middle = _seconds([run[-1].time - run[0].time for run in runs])
        rows.append(
            {
                "touchpoint": name,
                "visits": len(runs),
                "customers": len(who[name]),
                "share": len(runs) / total,
                "events_mean": mean(map(len, runs)) if runs else None,
                "duration_mean_s": average,
                "duration_median_s": middle,
                "bounce_share": sum(len(run) == 1 for run in runs) / len(runs) if runs else None,
                "exits": ends[name],
            }
        )
    return sorted(rows, key=lambda r: (-r["visits"], -r["exits"], r["touchpoint"]))


def steps(spec, journeys):
    found, counted = Counter(), 0
    for events in journeys.values():
        names = [e.touchpoint for e in events]
        if spec.around is None:
            anchor, distances, shift = 0, range(spec.size), 1
        elif spec.around in names:
            last = len(names) - 1 - names[::-1].index(spec.around)
            anchor = names.index(spec.around) if spec.which == "first" else last
            distances, shift = range(-spec.before, spec.after + 1), 0
        else:
            continue
        counted += 1
        for d in distances:
            at = anchor + d
            found[d + shift, names[at] if 0 <= at < len(names) else ""] += 1
    rows = [{"step": s, "touchpoint": t, "customers": n, "share": n / counted} for (s, t), n in found.items()]
    return sorted(rows, key=lambda r: (r["step"], -r["customers"], r["touchpoint"]))


def exits(_, journeys):
    rows = []
    for name in {e.touchpoint for events in journeys.values() for e in events}:
        met = [events for events in journeys.values() if any(e.touchpoint == name for e in events)]
        count = sum(e.touchpoint == name for events in met for e in events)
        out = sum(events[-1].touchpoint == name for events in met)
        rows.append(
            {
                "touchpoint": name,
                "customers": len(met),
                "events": count,
                "entries": sum(events[0].touchpoint == name for events in met),
                "exits": out,
                "exits_share": out / len(met),
                "last_event_share": out / count,
                "share_of_exits": out / len(journeys),
            }
        )
    return sorted(rows, key=lambda r: (-r["exits"], -r["customers"], r["touchpoint"]))


def touches(spec, journeys):
    first, last, counted = Counter(), Counter(), 0
    for events in journeys.values():
        seen = events
        if spec.goal is not None:
            hits = [i for i, e in enumerate(events) if e.touchpoint == spec.goal]
            if not hits:
                continue
            seen = events[: hits[0]]
        counted += 1
        values = [v for e in seen if (v := getattr(e, spec.attribute)) is not None] or [""]
        first[values[0]] += 1
        last[values[-1]] += 1
    rows = [
        {
            "name": name,
            "first": first[name],
            "last": last[name],
            "first_share": first[name] / counted,
            "last_share": last[name] / counted,
        }
        for name in {*first, *last}
    ]
    return sorted(rows, key=lambda r: (-r["first"], -r["last"], r["name"]))


def local(event, zone):
    return (EPOCH + timedelta(microseconds=event.time)).astimezone(ZoneInfo(zone))


def rhythm(spec, journeys):
    events, who = Counter(), defaultdict(set)
    for customer, mine in journeys.items():
        for event in mine:
            moment = local(event, spec.timezone)
            slot = moment.isoweekday(), moment.hour
            events[slot] += 1
            who[slot].add(customer)
    total = sum(events.values())
    return [
        {
            "weekday": d,
            "hour": h,
            "events": events[d, h],
            "customers": len(who[d, h]),
            "share": events[d, h] / total if total else None,
        }
        for d in range(1, 8)
        for h in range(24)
    ]


def _period(spec, event):
    day = local(event, spec.timezone).date()
    if spec.period == "month":
        return day.year * 12 + day.month - 1
    return day.toordinal() if spec.period == "day" else (day.toordinal() - 1) // 7


def _first_day(spec, number):
    if spec.period == "month":
        return date(number // 12, number % 12 + 1, 1)
    return date.fromordinal(number if spec.period == "day" else number * 7 + 1)


def retention(spec, journeys):
    cohorts, active = Counter(), defaultdict(set)
    everything = [e for events in journeys.values() for e in events]
    if not everything:
        return []
    for customer, events in journeys.items():
        anchors = [i for i, e in enumerate(events) if spec.anchor in (None, e.touchpoint)]
        if not anchors:
            continue
        start = _period(spec, events[anchors[0]])
        cohorts[start] += 1
        for event in events[anchors[0] :]:
            if spec.goal in (None, event.touchpoint):
                active[start, max(0, _period(spec, event) - start)].add(customer)
    end = _period(spec, max(everything, key=lambda e: e.time))
    last = max([end, *cohorts, *(c + k for c, k in active)])
    return [
        {
            "cohort": _first_day(spec, c),
            "period": k,
            "customers": cohorts[c],
            "active": None if c + k > last else len(active[c, k]),
            "share": None if c + k > last else len(active[c, k]) / cohorts[c],
            "complete": c + k < last,
        }
        for c in sorted(cohorts)
        for k in range(last - min(cohorts) + 1)
    ]


def touchpoints(_, journeys):
    rows = []
    for name in {e.touchpoint for events in journeys.values() for e in events}:
        met = [events for events in journeys.values() if any(e.touchpoint == name for e in events)]
        here = [e for events in met for e in events if e.touchpoint == name]
        waits = [b.time - a.time for events in met for a, b in pairwise(events) if a.touchpoint == name]
        places = []
        for events in met:
            first = next(i for i, e in enumerate(events) if e.touchpoint == name)
            places.append(first / (len(events) - 1) if len(events) > 1 else 0.5)
        again = [sum(a.touchpoint == b.touchpoint == name for a, b in pairwise(events)) for events in met]
        channels = Counter(e.channel for e in here if e.channel)
        out = sum(events[-1].touchpoint == name for events in met)
        rows.append(
            {
                "touchpoint": name,
                "stage": None,
                # of equally frequent channels the one whose name comes first
                "channel": min(channels, key=lambda c: (-channels[c], c), default=None),
                "customers": len(met),
                "events": len(here),
                "share_of_customers": len(met) / len(journeys),
                "starts": sum(events[0].touchpoint == name for events in met),
                "exits": out,
                "exits_share": out / len(met),
                "repeats": sum(again),
                "repeats_share": sum(n > 0 for n in again) / len(met),
                "median_wait_s": _seconds(waits)[1],
                "median_position": Near(median_low(places), 0.0025),
                "score_n": 0,
                "score_mean": None,
                "score_variance": None,
            }
        )
    return sorted(rows, key=lambda r: (-r["customers"], -r["events"], r["touchpoint"]))


def precedence(spec, journeys):
    before = Counter()
    for events in journeys.values():
        order = list(dict.fromkeys(e.touchpoint for e in events if e.touchpoint in spec.touchpoints))
        before.update(combinations(order, 2))
    rows = [
        {"first": a, "second": b, "customers": n, "share": n / (n + before[b, a])}
        for (a, b), n in before.items()
    ]
    return sorted(rows, key=lambda r: (-r["customers"], r["first"], r["second"]))


def _second_known(event):
    """Times written to the full minute do not tell seconds."""
    return event.time % 60_000_000 != 0


def _crowded(events, most, window):
    """Places of events that share a window, shorter than given, with more than so many."""
    found = set()
    for start in events:
        inside = [i for i, e in enumerate(events) if 0 <= e.time - start.time < window]
        if len(inside) > most:
            found |= set(inside)
    return found


def _is_regular(spec, events):
    """Greedily from the first event on: gaps that differ by at most a second from the first of their run."""
    times = [e.time for e in events]
    start, run = 0, []
    for i, gap in enumerate(b - a for a, b in pairwise(times)):
        if not run or abs(gap - run[0]) > 1_000_000:
            start, run = i, []
            if not 1_000_000 < gap <= 3_600_000_000:
                continue
        run.append(gap)
        if len(run) >= spec.regular and times[i + 1] - times[start] >= micros(spec.regular_for):
            return True
    return False


def suspects(spec, journeys):
    """One row per rule; the channels of the random logs need nobody's presence."""
    marked = {rule: {} for rule in ("double_fire", "burst", "two_places", "impossible_rate", "regular")}
    for customer, events in journeys.items():
        everything = set(range(len(events)))
        fires = {
            i + 1
            for i, (a, b) in enumerate(pairwise(events))
            if a.touchpoint == b.touchpoint
            and b.time - a.time <= micros(spec.double_fire)
            and _second_known(b)
        }
        exact = [i for i, e in enumerate(events) if _second_known(e)]
        dense = {exact[i] for i in _crowded([events[i] for i in exact], spec.burst, 60_000_000)}
        marked["double_fire"][customer] = fires
        marked["burst"][customer] = dense
        many = _crowded(events, spec.per_day, 86_400_000_000)
        marked["impossible_rate"][customer] = everything if many else set()
        marked["regular"][customer] = everything if _is_regular(spec, events) else set()
    total = sum(len(events) for events in journeys.values())
    rows = []
    for rule, by_customer in marked.items():
        customers, count = sum(bool(m) for m in by_customer.values()), sum(map(len, by_customer.values()))
        known = rule != "two_places"
        rows.append(
            {
                "rule": rule,
                "suspects": "customers" if rule in {"impossible_rate", "regular"} else "events",
                "threshold": spec.threshold(rule),
                "customers": customers if known else None,
                "customers_share": customers / len(journeys) if known and journeys else None,
                "events": count if known else None,
                "events_share": count / total if known and total else None,
            }
        )
    return rows
