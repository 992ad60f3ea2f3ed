"""What the terminal shows when an analysis is done: the answer, the journey in short, the data, where to look."""

import json
from collections.abc import Callable, Iterable
from typing import Final

import typer
from rich.console import Console
from rich.text import Text

from sojourn.analyze import Summary
from sojourn.cli.failing import REJECTED, printable
from sojourn.cli.words import Language, Words, words
from sojourn.render.numbers import count, duration, percent
from sojourn.render.report.answer import answer
from sojourn.render.words import say as counted
from sojourn.report.document import Transition

_SHOWN: Final = 3
_NAME: Final = 40


def finish(summary: Summary, language: Language, *, max_rejected: float, quiet: bool, as_json: bool) -> None:
    """Print the summary in the form asked for and end with the exit code it deserves."""
    if as_json:
        typer.echo(json.dumps(summary.to_dict(), ensure_ascii=False))
    elif summary.unchanged and not quiet:
        typer.echo(words(language).unchanged.format(report=summary.out / "report.html"))
    elif not quiet:
        show(summary, language)
    if summary.rejected_share > max_rejected:
        say = words(language)
        shares = {
            "share": _percent(summary.rejected_share, language),
            "limit": _percent(max_rejected, language),
        }
        typer.echo(say.rejected.format(**shares), err=True)
        typer.echo(f"  {say.remedy}: {say.rejected_hint}", err=True)
        raise typer.Exit(REJECTED)


def show(summary: Summary, language: Language) -> None:
    """Print the summary for a person."""
    console = Console(soft_wrap=True, highlight=False)
    say, report = words(language), summary.report
    told = answer(report, language.value)
    console.print()
    console.print(_joined(told.headline, language), style="bold", markup=False)
    if told.lead:
        console.print(_joined(told.lead, language), markup=False)
    console.print()
    totals = report.summary
    sizes = {
        "customers": totals.customers,
        "events": totals.events,
        "touchpoints": totals.touchpoints,
        "channels": totals.channels,
    }
    size = " · ".join(
        counted(key, language.value, n=count(n)) for key, n in sizes.items() if n or key != "channels"
    )
    if totals.first and totals.last:
        size += f" · {say.period.format(first=f'{totals.first:%Y-%m-%d}', last=f'{totals.last:%Y-%m-%d}')}"
    console.print(size, markup=False)
    console.print(_goal(summary, say), markup=False)
    for label, rows in _journey(summary, language):
        console.print(_labelled(label, rows, say))
    console.print(_rows(summary, say), markup=False)
    console.print()
    console.print(
        Text.assemble((f"{say.look}: ", "bold"), str(summary.out / "report.html"), f"  ({say.open_it})")
    )
    others = [name for name in summary.files if name != "report.html"]
    console.print(
        f"{say.also}: {say.list_mark.join(others)} · {summary.seconds:.1f} s", style="dim", markup=False
    )


def _joined(sentences: Iterable[object], language: Language) -> str:
    """Sentences of the report as plain text."""
    from markupsafe import Markup

    plain = [printable(Markup(sentence).striptags()) for sentence in sentences]  # noqa: S704  (tags are taken out)
    return ("" if language is Language.ZH else " ").join(plain)


def _goal(summary: Summary, say: Words) -> str:
    goal = summary.goal
    if not goal.touchpoints:
        return say.no_goal
    names = say.list_mark.join(_name(t) for t in goal.touchpoints)
    return f"{say.goal.format(goal=names)} ({say.goal_basis[goal.basis].format(word=goal.word)})"


def _journey(summary: Summary, language: Language) -> list[tuple[str, list[str]]]:
    """Where journeys begin and end, and which steps take longest."""
    say, report = words(language), summary.report
    customers = max(report.summary.customers, 1)
    flows = report.transitions or ()

    def listed(rows: Iterable[Transition], text: Callable[[Transition], str]) -> list[str]:
        return [text(row) for row in list(rows)[:_SHOWN]]

    starts = sorted((t for t in flows if not t.source and t.target), key=lambda t: -t.count)
    ends = sorted((t for t in flows if not t.target and t.source), key=lambda t: -t.count)
    often = max(30, customers // 100)
    slow = sorted(
        (t for t in flows if t.source and t.target and t.source != t.target and t.customers >= often),
        key=lambda t: -(t.median_s or 0),
    )
    return [
        (
            say.starts,
            listed(starts, lambda t: f"{_name(t.target)} {percent(t.count / customers, language.value)}"),
        ),
        (
            say.exits,
            listed(ends, lambda t: f"{_name(t.source)} {percent(t.count / customers, language.value)}"),
        ),
        (
            say.slow,
            listed(
                slow,
                lambda t: (
                    f"{_name(t.source)}{say.and_then}{_name(t.target)} {duration(t.median_s or 0, language.value)}"
                ),
            ),
        ),
    ]


def _labelled(label: str, rows: list[str], say: Words) -> Text:
    return Text.assemble((f"{label}: ", "dim"), say.list_mark.join(rows) or "–")


def _rows(summary: Summary, say: Words) -> str:
    quality = summary.report.quality
    if quality is None:
        return say.unknown_quality
    text = say.rows.format(kept=count(quality.rows_kept), total=count(quality.rows_in))
    if quality.dropped:
        most = sorted(quality.dropped.items(), key=lambda item: -item[1])
        reasons = say.list_mark.join(f"{say.reasons.get(reason, reason)} {count(n)}" for reason, n in most)
        text += " · " + say.rows_dropped.format(n=count(quality.rows_in - quality.rows_kept), reasons=reasons)
    return text


def _name(name: str) -> str:
    shown = printable(name)
    return shown if len(shown) <= _NAME else shown[: _NAME - 1] + "…"


def _percent(share: float, language: Language) -> str:
    return percent(share, language.value, 1)
