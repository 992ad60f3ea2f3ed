"""What a check of a map shows on a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sojourn.cli.failing import printable
from sojourn.journeymap.conform.changing import change_said
from sojourn.journeymap.conform.parts import Part
from sojourn.journeymap.conform.words import reason, remedy, said

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sojourn.journeymap.conform.alignment import Fit, Group
    from sojourn.journeymap.conform.drift import Drift
    from sojourn.journeymap.conform.result import Conformance

    Shown = list[RenderableType]

Language = Literal["en", "zh"]
Limits = Mapping[str, float | None]

_BAR: Final = 20
_DEVIATIONS: Final = 10
_GROUPS: Final = 6
_CHANGES: Final = 6
_NAME: Final = 60
_MEASURES: Final = ("fitness", "flow", "waits", "feeling", "touchpoint")
_WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "head": "{title}: {customers}, {events}",
        "count_customers": "{n} customers",
        "count_events": "{n} events",
        "one_customers": "1 customer",
        "one_events": "1 event",
        "left": "{n} more events belong to touchpoints that the map leaves out on purpose.",
        "score": "Score",
        "fitness": "Fitness",
        "precision": "Precision",
        "feelings": "Feelings",
        "waits": "Waits",
        "of_score": "harmonic mean of what follows",
        "of_fitness": "how much of behaviour the map explains; {whole} of {n} journeys whole",
        "of_precision": "how much of the map happens; touchpoints and ways, n = {n}",
        "of_feelings": "drawn feelings against those measured, n = {n}",
        "of_waits": "expected waits against those measured, n = {n}",
        "at_least": "{text}; at least {limit}",
        "by": "Fitness by {dimension}, lowest first",
        "persona": "persona",
        "channel": "channel",
        "customers": "n = {n}",
        "skipped": "Not told apart: {names}. {reason}.",
        "agrees": "The data contradict nothing in the map beyond chance.",
        "differs": "What differs ({n}), most customers first",
        "more": "… and {n} more",
        "edits": "Edits that would bring the map in line: {n}. --proposals FILE writes them; sojourn map apply takes over those you accept.",
        "written": "Edits that would bring the map in line: {n}, in {file}. sojourn map apply takes over those you accept.",
        "below": "{name} is {value}, below {limit}.",
        "none": "{name} cannot be computed: {reason}.",
        "before": "before: {first} to {last}, n = {n}",
        "after": "after: {first} to {last}, n = {n}",
        "changed": "What changed ({n})",
        "same": "Nothing changed beyond chance.",
        "of_drift": "{was} before",
        "m_fitness": "Fitness",
        "m_flow": "Ways",
        "m_waits": "Waits",
        "m_feeling": "Feelings",
        "m_touchpoint": "Touchpoints",
        "and": ", ",
    },
    "zh": {
        "head": "{title}：{customers}，{events}",
        "count_customers": "{n}位客户",
        "count_events": "{n}个事件",
        "one_customers": "1位客户",
        "one_events": "1个事件",
        "left": "另有{n}个事件属于地图有意略去的触点。",
        "score": "总分",
        "fitness": "拟合度",
        "precision": "精确度",
        "feelings": "感受",
        "waits": "等待",
        "of_score": "以下各项的调和平均",
        "of_fitness": "地图能解释多少行为；{n}段旅程中有{whole}段完全符合",
        "of_precision": "地图有多少确实发生：共{n}个触点和路线",
        "of_feelings": "{n}处所画感受与实测是否一致",
        "of_waits": "{n}处预期等待与实测是否一致",
        "at_least": "{text}；至少应为{limit}",
        "by": "各{dimension}的拟合度，从低到高",
        "persona": "人物画像",
        "channel": "渠道",
        "customers": "n = {n}",
        "skipped": "未单独列出：{names}。{reason}。",
        "agrees": "除偶然差异外，数据与地图没有矛盾。",
        "differs": "不一致之处（{n}处），按涉及客户数排列",
        "more": "……另有{n}处",
        "edits": "有{n}处修改可使地图与实际一致。--proposals FILE 可将其写出，再用 sojourn map apply 采纳。",
        "written": "可使地图与实际一致的{n}处修改已写入{file}，可用 sojourn map apply 采纳。",
        "below": "{name}为{value}，低于{limit}。",
        "none": "{name}无法计算：{reason}。",
        "before": "之前：{first}至{last}，{n}位客户",
        "after": "之后：{first}至{last}，{n}位客户",
        "changed": "变化（{n}处）",
        "same": "没有超出偶然的变化。",
        "of_drift": "之前为{was}",
        "m_fitness": "拟合度",
        "m_flow": "路线",
        "m_waits": "等待",
        "m_feeling": "感受",
        "m_touchpoint": "触点",
        "and": "、",
    },
}


def failures(score: float | None, parts: Sequence[Part], limits: Limits, language: Language) -> list[str]:
    """A sentence for every threshold that is not reached; what cannot be computed reaches none."""
    words = _WORDS[language]
    values: dict[str, float | None] = {"score": score, **{part.name: part.value for part in parts}}
    found = []
    for name, limit in limits.items():
        if limit is None:
            continue
        value = values[name]
        if value is None:
            codes = [part.reason for part in parts if part.reason and (name in {"score", part.name})]
            found.append(words["none"].format(name=words[name], reason=reason(codes[0], language)))
        elif value < limit:
            shown = {"value": _number(value, limit), "limit": f"{limit:g}"}
            found.append(words["below"].format(name=words[name], **shown))
    return found


def lines(found: "Conformance", limits: Limits, proposals: Path | None) -> "Shown":
    """The score with its parts, groups, the worst deviations, and what to do."""
    language = found.spec.language
    words = _WORDS[language]
    sizes = {
        name: words[f"{'one' if n == 1 else 'count'}_{name}"].format(n=f"{n:,}")
        for name, n in (("customers", found.customers), ("events", found.events))
    }
    head = words["head"].format(title=printable(found.spec.title), **sizes)
    shown: Shown = [Text(head, style="bold")]
    left = found.events_of_log - found.events
    if left:
        shown.append(Text(words["left"].format(n=f"{left:,}"), style="dim"))
    whole = {"whole": f"{found.fit.fitting:,}"} if found.fit is not None else {}
    told: dict[str, str] = {
        p.name: words[f"of_{p.name}"].format(n=f"{p.n:,}", **whole)
        for p in found.parts
        if p.value is not None
    }
    shown += [Text(), _scores(found.score, found.parts, told, limits, language)]
    shown += _groups(found.groups, found.skipped_groups, language)
    shown += [Text(), *_deviations(found)]
    if found.proposals:
        text = words["edits"] if proposals is None else words["written"]
        shown += [Text(), Text(text.format(n=f"{len(found.proposals):,}", file=proposals))]
    return shown


def drift_lines(found: "Drift", limits: Limits) -> "Shown":
    """Both scores, and what changed, by what was measured."""
    language = found.spec.language
    words = _WORDS[language]
    shown: Shown = [Text(printable(found.spec.title), style="bold")]
    for name, span, n in (
        ("before", found.spec.before, found.customers_before),
        ("after", found.spec.after, found.customers_after),
    ):
        text = words[name].format(first=f"{span[0]:%Y-%m-%d}", last=f"{span[1]:%Y-%m-%d}", n=f"{n:,}")
        shown.append(Text(text, style="dim"))
    was: dict[str, float | None] = {"score": found.score_before}
    was |= {p.name: p.value for p in found.parts_before}
    told = {
        name: words["of_drift"].format(was=_number(value, None))
        for name, value in was.items()
        if value is not None
    }
    shown += [Text(), _scores(found.score_after, found.parts_after, told, limits, language), Text()]
    if not found.changed:
        return [*shown, Text(words["same"])]
    shown.append(Text(words["changed"].format(n=len(found.changed)), style="bold"))
    for measure in _MEASURES:
        own = [change for change in found.changed if change.measure == measure]
        if own:
            shown.append(Text(words[f"m_{measure}"], style="dim"))
            shown += _listed(
                (Text(printable(change_said(c, language))) for c in own), len(own), _CHANGES, language
            )
    return shown


def _scores(
    score: float | None, parts: Sequence[Part], told: Mapping[str, str], limits: Limits, language: Language
) -> Table:
    words = _WORDS[language]
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(4):
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    rows: list[tuple[str, float | None, str, str]] = [
        ("score", score, "", told.get("score", words["of_score"]))
    ]
    for part in parts:
        interval = "" if part.low is None else f"{part.low:.3f}–{part.high:.3f}"
        rows.append((part.name, part.value, interval, told.get(part.name, "")))
    for name, value, interval, text in rows:
        why = [p.reason for p in parts if p.reason and name in {"score", p.name}]
        if value is None:
            grid.add_row(words[name], "–", "", "", Text(reason(why[0], language), style="dim"))
            continue
        limit = limits.get(name)
        style = "" if limit is None else "green" if value >= limit else "red"
        note = text if limit is None else words["at_least"].format(text=text, limit=f"{limit:g}")
        filled = int(value * _BAR)
        bar = Text("█" * filled + "░" * (_BAR - filled), style=style or "cyan")
        number = Text(_number(value, limit), style=f"bold {style}" if name == "score" else style)
        grid.add_row(words[name], number, bar, interval, Text(note, style="dim"))
    return grid


def _groups(
    groups: Sequence[tuple["Group", "Fit"]], skipped: Sequence[tuple[str, str]], language: Language
) -> "Shown":
    words = _WORDS[language]
    shown: Shown = []
    for dimension, rows in groupby(groups, key=lambda item: item[0].dimension):
        own = sorted(rows, key=lambda item: item[1].value)
        title = words["by"].format(dimension=words.get(dimension, printable(dimension)))
        grid = Table.grid(padding=(0, 2, 0, 0))
        for group, fit in own[:_GROUPS]:
            n = words["customers"].format(n=f"{fit.customers:,}")
            interval = f"{fit.low:.3f}–{fit.high:.3f}"
            grid.add_row(
                _name(group.name), f"{fit.value:.2f}", Text(interval, style="dim"), Text(n, style="dim")
            )
        shown += [Text(), Text(title, style="bold"), Padding(grid, (0, 0, 0, 2))]
        if len(own) > _GROUPS:
            shown.append(Text(words["more"].format(n=len(own) - _GROUPS), style="dim"))
    for why in dict.fromkeys(why for _, why in skipped):
        names = words["and"].join(f"“{_name(name)}”" for name, own in skipped if own == why)
        shown.append(
            Text(
                words["skipped"].format(
                    names=names, reason=printable(why[:1].upper() + why[1:].rstrip(".。"))
                ),
                style="dim",
            )
        )
    return shown


def _deviations(found: "Conformance") -> "Shown":
    language = found.spec.language
    words, deviations = _WORDS[language], found.deviations
    if not deviations:
        return [Text(words["agrees"])] if found.score is not None else []
    gap = "" if language == "zh" else " "
    texts = (
        Text.assemble(printable(said(d, language)), gap, (printable(remedy(d, language)), "dim"))
        for d in deviations
    )
    title = Text(words["differs"].format(n=f"{len(deviations):,}"), style="bold")
    return [title, *_listed(texts, len(deviations), _DEVIATIONS, language)]


def _listed(texts: Iterable[Text], count: int, most: int, language: Language) -> "Shown":
    """Numbered sentences that wrap beside their numbers."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, text in zip(range(1, most + 1), texts, strict=False):
        grid.add_row(f"{number}.", text)
    shown: Shown = [Padding(grid, (0, 0, 0, 1))]
    if count > most:
        more = _WORDS[language]["more"].format(n=f"{count - most:,}")
        shown.append(Text(f"    {more}", style="dim"))
    return shown


def _number(value: float, limit: float | None) -> str:
    """A score with as many decimals as it takes not to look like 1, or the threshold, where it is less."""
    for digits in (2, 3, 4, 5):
        text = f"{value:.{digits}f}"
        misses = limit is not None and value < limit <= float(text)
        if not misses and (value == 1 or float(text) < 1):
            return text
    return f"{value:.6f}"


def _name(name: str) -> str:
    shown = printable(name)
    return shown if len(shown) <= _NAME else shown[: _NAME - 1] + "…"
