"""``sojourn map bind``: write what a journey log says into a map."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sojourn.cli.failing import printable
from sojourn.cli.maps.logs import LogSource, opened
from sojourn.cli.maps.options import MapClocks, MapFile, MapGoals, MapLanguage, MapOut
from sojourn.cli.maps.refusals import refusal
from sojourn.cli.maps.speaking import speaking
from sojourn.cli.words import Language

if TYPE_CHECKING:
    from sojourn.journeymap.model import Evidence, JourneyMap

_SHOWN: Final = 12
_LIST: Final = {Language.EN: ", ", Language.ZH: "、"}
_WORDS: Final = {
    Language.EN: {
        "written": "{file}: {known} of {all} touchpoints have evidence, from {customers} and {events} up to {last:%Y-%m-%d}.",
        "none": "None of the events belongs to a touchpoint of the map: is this its log?",
        "covers": "The map covers {share} of the events and {flows} of the transitions.",
        "folded": "Not on it and not left out on purpose: {names}.",
        "more": "{names} and {n} more",
        "kpis": "KPIs: target reached {met}, missed {missed}, undecided or not set {open}, not measurable {unknown}.",
        "pains": "Pain points: {known} of {all} measured.",
        "personas": "Personas: {known} of {all} found.",
        "missing": "No evidence:",
        "line": "  {name}: {reason}",
        "rest": "  … and {n} more; see evidence.missing in the file.",
    },
    Language.ZH: {
        "written": "{file}：{all} 个触点中有 {known} 个有证据，来自 {customers}的 {events}，截至 {last:%Y-%m-%d}。",
        "none": "没有任何事件对应地图上的触点：这份日志是这张地图的吗？",
        "covers": "地图覆盖了 {share} 的事件、{flows} 的转移。",
        "folded": "既不在地图上、也未特意略去的：{names}。",
        "more": "{names}等，另有 {n} 个",
        "kpis": "KPI：{met} 个达标，{missed} 个未达标，{open} 个无法判定或没有目标，{unknown} 个无法衡量。",
        "pains": "痛点：{all} 个中有 {known} 个得到衡量。",
        "personas": "人物画像：{all} 个中找到 {known} 个。",
        "missing": "没有证据：",
        "line": "  {name}：{reason}",
        "rest": "  ……另有 {n} 项，见文件中的 evidence.missing。",
    },
}

_CUSTOMERS: Final = {Language.EN: ("customer", "customers"), Language.ZH: ("位客户", "位客户")}
_EVENTS: Final = {Language.EN: ("event", "events"), Language.ZH: ("个事件", "个事件")}


def bind(
    document: MapFile,
    log: LogSource,
    out: MapOut = None,
    goal: MapGoals = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="Day of the evidence; that of the last event if not given.",
            show_default=False,
        ),
    ] = None,
    timezone: MapClocks = "UTC",
    language: MapLanguage = None,
) -> None:
    """Write into a map what a journey log says about every part of it; what people wrote stays as it is."""
    with speaking(language):
        from sojourn.cli.maps.saving import save_like
        from sojourn.journeymap.bind import bind as run
        from sojourn.journeymap.document import load

        moment = _moment(as_of, language)
        drawn = load(document)
        bound = run(
            drawn,
            opened(log),
            as_of=moment,
            goal=goal or None,
            timezone=timezone,
            language=language.value if language else None,
        )
        target = out or document
        save_like(bound, document, target)
        typer.echo(printable("\n".join(_told(bound, target, language or Language(bound.language)))))


def _moment(text: str | None, language: Language | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise refusal("date", language, text=text) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _told(jmap: "JourneyMap", target: Path, language: Language) -> list[str]:
    """What was found, in a few lines."""
    evidence, words = jmap.evidence, _WORDS[language]
    assert evidence is not None  # bind writes it
    covered = sum(t.events for t in evidence.touchpoints.values()) / evidence.events
    told = [
        words["written"].format(
            file=target, known=len(evidence.touchpoints), all=len(jmap.touchpoints), last=evidence.last,
            customers=_counted(_CUSTOMERS[language], evidence.customers),
            events=_counted(_EVENTS[language], evidence.events),
        ),
        words["covers" if covered else "none"].format(
            share=f"{covered:.1%}", flows=f"{evidence.transitions_shown_share:.1%}"
        ),
    ]  # fmt: skip
    if evidence.folded:
        names, rest = _LIST[language].join(evidence.folded[:_SHOWN]), len(evidence.folded) - _SHOWN
        told.append(
            words["folded"].format(names=words["more"].format(names=names, n=rest) if rest > 0 else names)
        )
    return [*told, *_parts(jmap, evidence, language), *_missing(jmap, evidence, language)]


def _counted(one_or_many: tuple[str, str], n: int) -> str:
    return f"{n:,} {one_or_many[n != 1]}"


def _parts(jmap: "JourneyMap", evidence: "Evidence", language: Language) -> list[str]:
    words = _WORDS[language]
    told = []
    kpis = [kpi for t in evidence.touchpoints.values() for kpi in t.kpis]
    if kpis:
        met, missed = (sum(kpi.met is verdict for kpi in kpis) for verdict in (True, False))
        unknown = sum(kpi.value is None for kpi in kpis)
        left = len(kpis) - met - missed - unknown
        told.append(words["kpis"].format(met=met, missed=missed, open=left, unknown=unknown))
    pains = sum(len(t.pain_points) for t in jmap.touchpoints)
    if pains:
        told.append(words["pains"].format(known=len(evidence.pain_points), all=pains))
    if jmap.personas:
        told.append(words["personas"].format(known=len(evidence.personas), all=len(jmap.personas)))
    return told


def _missing(jmap: "JourneyMap", evidence: "Evidence", language: Language) -> list[str]:
    if not evidence.missing:
        return []
    words = _WORDS[language]
    names = {p.id: p.text for t in jmap.touchpoints for p in t.pain_points}
    names |= {p.id: p.name for p in jmap.personas} | {t.id: t.name for t in jmap.touchpoints}
    lines = [
        words["line"].format(name=names.get(part, part), reason=reason)
        for part, reason in list(evidence.missing.items())[:_SHOWN]
    ]
    rest = len(evidence.missing) - _SHOWN
    return [words["missing"], *lines, *([words["rest"].format(n=rest)] if rest > 0 else [])]
