"""The pain points that people drew, beside what the data say hurts at the same touchpoint."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sojourn.analysis.pain_points import PainPoints, PainPointsSpec
from sojourn.analysis.seam import answer
from sojourn.goal import find_goal
from sojourn.journeymap.bind.reasons import Language, words_of
from sojourn.journeymap.bind.tally import Counted
from sojourn.journeymap.model import JourneyMap, PainEvidence, PainPoint, Touchpoint
from sojourn.journeymap.slugs import slugs
from sojourn.log.journeylog import JourneyLog

Row = Mapping[str, Any]
V = TypeVar("V")

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "wait": (
        r"wait(s|ed|ing)?|slow|slowly|slower|late|delay(s|ed)?|queues?|takes? (too |so )?long|takes? (ages|for ever|forever)|how long",
        "等待|久等|等了|要等|等太|太慢|很慢|缓慢|延误|迟到|迟迟|排队|拖延|拖了|太久|很久|多久",
    ),
    "error": (
        r"errors?|fail\w*|broken|breaks|crash(es|ed)?|declined|does not work|do not work",
        "出错|错误|失败|崩溃|报错|打不开|用不了",
    ),
    "channel_break": (
        r"channels?|passed on|handed over|starts? over|tells? it (all )?again|repeats? everything",
        "渠道|转接|转来转去|从头讲|从头说|重新说",
    ),
    "drop_off": (
        r"drop(s|ped)?[- ]?offs?|break[- ]offs?|gives? up|giv(es|ing) up|abandon\w*",
        "放弃|流失|中途退出|跳出",
    ),
    "loop": (
        r"loops?|over and over|again and again|back and forth|in circles",
        "反复|来回|绕圈|绕来绕去|循环",
    ),
    "repeated_contact": (
        r"(call|ask|write|contact)s? (us )?again|repeated contacts?|second call",
        "再次联系|再次来电|重复联系|又问|反复联系",
    ),
    "low_rating": (r"(low|bad|poor) (ratings?|scores?|reviews?)|rated badly", "差评|低分|评分低|评分偏低"),
    "complaint": (r"complain\w*", "投诉|抱怨"),
}
"""What a text speaks of: English words, and Chinese ones, as patterns."""

_KINDS: Final = {
    kind: re.compile(rf"\b(?:{english})\b|{chinese}", re.IGNORECASE)
    for kind, (english, chinese) in _WORDS.items()
}
_TOLD: Final = ("costs", "unclear")
_RANK: Final = ("costs", "unclear", "look_alike", "not_comparable")


@dataclass(frozen=True, slots=True)
class Hurts:
    """What the data say of the drawn pain points: evidence by id, and the reason of those without."""

    known: Mapping[str, PainEvidence]
    missing: Mapping[str, str]


def kind_of(text: str) -> str | None:
    """The kind of trouble that a text names; None where it names none or several.

    >>> kind_of("Nobody says how long it takes"), kind_of("Size guide: break-off"), kind_of("Fees nobody understands")
    ('wait', 'drop_off', None)
    """
    kinds = [kind for kind, words in _KINDS.items() if words.search(text)]
    return kinds[0] if len(kinds) == 1 else None


def hurts(
    jmap: JourneyMap, log: JourneyLog, counted: Counted, goals: Sequence[str], language: Language
) -> Hurts:
    """The evidence of every drawn pain point that the data know.

    It is that of a row of :func:`sojourn.pain_points`, on the log seen through the map, at the same touchpoint: the one whose id is
    the pain point's, as it is where Sojourn drew it; else the strongest of the kind that its text names. No row is the evidence of two
    pain points. A row that costs, or of which the data do not decide whether it costs, is evidence; only the first has a
    value.
    """
    drawn = [(t, pain) for t in jmap.touchpoints for pain in t.pain_points]
    if not drawn:
        return Hurts({}, {})
    view = counted.view
    seen = log.renamed(view, {"touchpoint": view.vocabulary})
    wanted = tuple(goals) or find_goal(seen).touchpoints
    if not wanted:
        return Hurts({}, {pain.id: words_of(language)["no_goal"] for _, pain in drawn})
    found = answer(seen, PainPointsSpec(wanted))
    names = dict(zip((t.id for t in jmap.touchpoints), view.shown, strict=True))
    return _matched(drawn, names, counted, found, language)


def _matched(
    drawn: Sequence[tuple[Touchpoint, PainPoint]],
    names: Mapping[str, str],
    counted: Counted,
    found: PainPoints,
    language: Language,
) -> Hurts:
    words = words_of(language)
    rows = sorted(
        found.table.to_pylist(), key=lambda row: _RANK.index(row["verdict"])
    )  # stable: strongest first
    ids = slugs(row["id"] for row in rows)
    taken: set[str] = set()
    chosen: dict[str, Row] = {}
    at: dict[str, list[Row]] = {}
    for row in rows:
        for name in {row["touchpoint"], row["anchor"]}:
            at.setdefault(name, []).append(row)
    for touchpoint, pain in drawn:
        own = next((r for r in at.get(names[touchpoint.id], ()) if ids[r["id"]] == pain.id), None)
        if own is not None:
            chosen[pain.id] = own
            taken.add(own["id"])
    missing = {}
    for touchpoint, pain in drawn:
        if pain.id in chosen:
            continue
        kind = kind_of(pain.text)
        here = [r for r in at.get(names[touchpoint.id], ()) if r["kind"] == kind]
        free = next((r for r in here if r["id"] not in taken), None)
        if names[touchpoint.id] not in counted.rows:
            missing[pain.id] = words["no_touchpoint"]
        elif kind is None:
            missing[pain.id] = words["no_kind"]
        elif free is not None:
            chosen[pain.id] = free
            taken.add(free["id"])
        else:
            missing[pain.id] = words["other" if here else "no_candidate"].format(kind=words[f"kind_{kind}"])
    known = {pain: _evidence(row) for pain, row in chosen.items() if row["verdict"] in _TOLD}
    missing |= {pain: words[row["verdict"]] for pain, row in chosen.items() if pain not in known}
    order = [pain.id for _, pain in drawn]
    return Hurts(_in(order, known), _in(order, missing))


def _in(order: Iterable[str], values: Mapping[str, V]) -> dict[str, V]:
    return {key: values[key] for key in order if key in values}


def _evidence(row: Row) -> PainEvidence:
    costs = row["verdict"] == "costs" and row["cause"] is None
    money = {
        "value": row["value_at_stake"], "value_low": row["value_low"], "value_high": row["value_high"], "currency": row["currency"]
    }  # fmt: skip
    effect = {name: round(row[name], 4) for name in ("effect", "effect_low", "effect_high")}
    return PainEvidence(
        customers=row["customers"],
        share=round(row["share"], 4),
        outcome=row["outcome"],
        **effect,
        **{k: round(v, 2) if isinstance(v, float) else v for k, v in money.items()} if costs else {},
    )
