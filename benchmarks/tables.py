"""The Markdown that `make bench` writes."""

import sys
from itertools import pairwise
from pathlib import Path
from statistics import median

from compared import agreement
from figures import CSV, PEERS, READ, SOJOURN, Row, middle, ratio, rows, seconds, spread

sys.path.insert(0, str(Path(__file__).parent / "contenders"))
from questions import NOT_ASKED, QUESTIONS


def everything(results: dict, analyses: dict, sizes: list[str]) -> str:
    """All tables of the sizes asked for."""
    known = {size: results["sizes"][size] for size in sizes if size in results["sizes"]}
    shared = [size for size, of_size in known.items() if _has_peers(of_size)]
    parts = [_measured(results, known)]
    parts += [_ratios(size, known[size]) for size in shared]
    parts += [_growth(known), _analyses(analyses, sizes), _loading(known)]
    parts += [_details(size, known[size]) for size in shared]
    return "\n".join([*parts, _not_asked()])


NAMES = (*dict.fromkeys(question.partition(",")[0] for question in QUESTIONS), *NOT_ASKED)
"""Every registered analysis."""
TEXT = {"question", "contender", "analysis", "events", "file", "answer", "why"}


def _table(head: list[str], body: list[list[str]]) -> str:
    rule = "".join("|---" if name in TEXT else "|--:" for name in head) + "|"
    return "\n".join(
        ["| " + " | ".join(head) + " |", rule, *("| " + " | ".join(row) + " |" for row in body), ""]
    )


def _has_peers(of_size: dict) -> bool:
    return any(name != SOJOURN for by_name in of_size.values() for name in by_name)


def _measured(results: dict, known: dict) -> str:
    found = [f for of_size in known.values() for by_name in of_size.values() for f in by_name.values()]
    days = sorted({f["date"] for f in found})
    versions = sorted({f"{n} {v}" for f in found for n, v in f.get("versions", {}).items()}, key=str.casefold)
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    others = [f["others"] for f in found if "others" in f]
    busy = f" Other work took {median(others):.0%} of the processors meanwhile (median)." if others else ""
    return (
        f'Measured {when} by `make bench SIZES="{" ".join(known)}"` on {results["machine"]}.{busy}\n'
        f"{', '.join(versions)}.\n"
    )


def _ratios(size: str, of_size: dict) -> str:
    """The contenders beside each other: how many times as long as Sojourn they take."""
    by_question: dict[str, dict[str, Row]] = {}
    for row in rows(of_size):
        by_question.setdefault(row.question, {})[row.name] = row
    body = []
    for question, by_name in by_question.items():
        if ours := by_name.get(SOJOURN):
            peers = [_cell(by_name.get(name), ours) for name in PEERS]
            read = ratio(ours.timings("memory"), ours.answer())
            body.append([question, middle(ours.answer()) or "failed", *peers, read])
    head = ["question", "Sojourn from the log, s", *PEERS, "plain read"]
    return f"### How many times as long, at {size} million events\n\n" + _table(head, body)


def _cell(theirs: Row | None, ours: Row) -> str:
    if theirs is None:
        return ""
    if theirs.failed:
        return "failed"
    agreed = agreement(ours.found.get("answer", {}), theirs.found["answer"])
    mark = "" if agreed.startswith("equal") else " ≠"
    return f"{ratio(theirs.answer(), ours.answer())} · {ratio(theirs.file(), ours.file())}{mark}"


def _growth(known: dict) -> str:
    """Sojourn at every size, from the log, and how much longer the next size takes."""
    sizes = list(known)
    ours = {size: {row.question: row for row in rows(known[size]) if row.name == SOJOURN} for size in sizes}
    builds = [known[size].get(READ, {}).get(SOJOURN, {"failed": "no log"}) for size in sizes]
    builds = [Row(READ, SOJOURN, {"peak_mb": 0, **found}, {}) for found in builds]
    body = [_growing("the log itself, from Parquet", builds, "load")]
    body += [
        _growing(question, [ours[size][question] for size in sizes])
        for question in QUESTIONS
        if all(question in ours[size] for size in sizes)
    ]
    head = ["question", *(f"{size} M, s" for size in sizes), *(f"{a} → {b} M" for a, b in pairwise(sizes))]
    head += [f"{what} at {sizes[-1]} M" for what in ("processor, s,", "memory, MB,", "plain reads")]
    return "### Growth of the questions above, from the log\n\n" + _table(head, body)


def _growing(name: str, each: list[Row], step: str = "answer") -> list[str]:
    timings, last = [row.timings(step) for row in each], each[-1]
    cells = [*map(spread, timings), *(ratio(b, a) for a, b in pairwise(timings))]
    peak = "" if last.failed else f"{last.found['peak_mb']:,.0f}"
    return [
        name,
        *cells,
        middle(last.timings(step, "cpu_s")),
        peak,
        ratio(timings[-1], last.timings("memory")),
    ]


def _analyses(analyses: dict, sizes: list[str]) -> str:
    """Every registered analysis over the demo company, as `profile_analyses.py` left it."""
    sizes = [size for size in sizes if size in analyses["sizes"]]
    if not sizes:
        return ""
    found = [analyses["sizes"][size] for size in sizes]
    body = []
    for name in filter(found[0].get, NAMES):
        each = [of_size.get(name, {}) for of_size in found]
        cells = [f"{seconds(f['cold_s'])} · {spread(f['warm_s'])}" if "warm_s" in f else "" for f in each]
        steps = [ratio(b.get("warm_s", []), a.get("warm_s", [])) for a, b in pairwise(each)]
        last = each[-1]
        last = [seconds(last["cpu_s"]), f"{last['peak_mb']:,.0f}"] if "warm_s" in last else ["", ""]
        body.append([name, *cells, *steps, *last])
    head = ["analysis", *(f"{size} M: cold · warm, s" for size in sizes)]
    head += [f"{a} → {b} M" for a, b in pairwise(sizes)]
    head += [f"processor at {sizes[-1]} M, s", f"memory at {sizes[-1]} M, MB"]
    return "### Growth of every registered analysis\n\n" + _table(head, body)


def _loading(known: dict) -> str:
    """From a file to what is asked: journey log, sorted table, data frame, event stream."""
    body = []
    for size, of_size in known.items():
        loads: dict[tuple[str, str], list[dict]] = {}
        for question, by_name in of_size.items():
            for name, found in by_name.items():
                if "failed" not in found and (name != SOJOURN or question in (READ, CSV)):
                    loads.setdefault((name, CSV if question == CSV else READ), []).append(found)
        for (name, what), found in loads.items():
            clocks = [[t for f in found for t in f["steps"]["load"][clock]] for clock in ("s", "cpu_s")]
            peak = f"{max(f['peak_mb'] for f in found):,.0f}" if name == SOJOURN or what == CSV else ""
            body.append([f"{size} M", what, name, *map(spread, clocks), peak])
    head = ["events", "file", "contender", "s", "processor, s", "peak memory, MB"]
    return "### Loading\n\n" + _table(head, body)


def _details(size: str, of_size: dict) -> str:
    """All timings of one size."""
    all_rows = rows(of_size)
    ours = {row.question: row for row in all_rows if row.name == SOJOURN}
    body = []
    for row in all_rows:
        base = ours.get(row.question, row)
        if row.failed:
            body.append([row.question, row.name, *[""] * 6, f"failed: {row.failed}"])
            continue
        told = "" if row.name == SOJOURN else agreement(base.found.get("answer", {}), row.found["answer"])
        clocks = [spread(row.answer()), ratio(row.answer(), base.answer())]
        clocks += [spread(row.file()), ratio(row.file(), base.file())]
        processor = f"{middle(row.answer('cpu_s'))} · {middle(row.file('cpu_s'))}"
        body.append([row.question, row.name, *clocks, processor, row.peak, told])
        if reads := row.timings("memory"):
            body.append([row.question, "plain read", spread(reads), ratio(reads, base.answer()), *[""] * 5])
    head = ["question", "contender", "log or table → answer, s", "ratio", "file → answer, s", "ratio"]
    head += ["processor, s", "peak memory, MB", "answer"]
    return f"### All figures at {size} million events\n\n" + _table(head, body)


def _not_asked() -> str:
    return "### Analyses that no contender answers\n\n" + _table(
        ["analysis", "why"], [[f"`{name}`", why] for name, why in NOT_ASKED.items()]
    )
