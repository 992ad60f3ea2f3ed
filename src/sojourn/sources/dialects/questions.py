"""Rating questions of surveys: found by their wording and answers, whichever tool asked them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import call, is_text, lit
from sojourn.events.looks import Look
from sojourn.events.names import words
from sojourn.sources.dialects.parts import Columns, Part, key_of, true

RECOMMEND: Final = re.compile(
    r"\bnps\b|likel\w* .{0,60}recommend|recommend\w* .{0,40}(?:friend|colleague|family)|how likely .{0,80}recommend|"
    r"likelihood to recommend|recommander|empfehl|weiterempf|recomendar|consigliere|推荐",
    re.IGNORECASE,
)
EFFORT: Final = re.compile(
    r"\bces\b|\beffort\b|how easy|easy (?:was|is|did)|made it easy|easy for (?:me|you)|费力|省力|容易",
    re.IGNORECASE,
)
SATISFIED: Final = re.compile(r"\bcsat\b|satisf|zufrieden|soddisf|满意", re.IGNORECASE)
STARS: Final = re.compile(
    r"\bstars?\b|\brat(?:e|ing)\b|rate (?:us|your|the|our)|bewert|\bnote\b|评分|打分|星级", re.IGNORECASE
)

NAMES: Final = {
    "nps_0_10": "NPS survey answered", "csat_1_5": "Satisfaction survey answered", "ces_1_5": "Effort survey answered",
    "ces_1_7": "Effort survey answered", "stars_1_5": "Rating given", "thumbs": "Thumb given",
}  # fmt: skip
"""Scale → what the customer did."""

_LABELS: Final[Mapping[str, Mapping[str, int]]] = {
    "csat_1_5": {
        "extremely dissatisfied": 1, "very dissatisfied": 1, "very unsatisfied": 1, "somewhat dissatisfied": 2, "dissatisfied": 2,
        "unsatisfied": 2, "neither satisfied nor dissatisfied": 3, "neutral": 3, "somewhat satisfied": 4, "satisfied": 4,
        "extremely satisfied": 5, "very satisfied": 5, "非常不满意": 1, "不满意": 2, "一般": 3, "满意": 4, "非常满意": 5,
    },
    "ces_1_7": {
        "strongly disagree": 1, "disagree": 2, "somewhat disagree": 3, "neither agree nor disagree": 4, "neutral": 4,
        "somewhat agree": 5, "agree": 6, "strongly agree": 7, "extremely difficult": 1, "moderately difficult": 2,
        "slightly difficult": 3, "neither easy nor difficult": 4, "slightly easy": 5, "moderately easy": 6, "extremely easy": 7,
    },
}  # fmt: skip
"""Answers in words, where the export has labels and not numbers."""

_ENDS: Final = {
    "nps_0_10": (0, 10),
    "csat_1_5": (1, 5),
    "ces_1_5": (1, 5),
    "ces_1_7": (1, 7),
    "stars_1_5": (1, 5),
}
_LEADING: Final = r"^\s*(\d{1,2})(?:\.0+)?(?:\s*[-–—:=(/,].*|\s.*)?$"
_MOST_TEXT: Final = 40
_MOSTLY: Final = 0.6
"""Share of answers that must fit a scale; the others are counted as answers without a score."""


@dataclass(frozen=True, slots=True)
class Question:
    """One rating question: its column, how it was asked, and its scale."""

    column: str
    wording: str
    scale: str

    def score(self, columns: Columns) -> Expression:
        """The answer as a number of the scale; missing if it is none."""
        return score_of(columns.text(self.column), self.scale)


def score_of(text: Expression, scale: str) -> Expression:
    """An answer as a number of a scale: its leading digits, or its label; missing outside the scale's ends."""
    low, high = _ENDS[scale]
    number = call("regexp_extract", text, lit(_LEADING), lit(1)).try_cast("DOUBLE")
    inside = CaseExpression((number >= lit(low)) & (number <= lit(high)), number)
    lowered = call("lower", text)
    for label, value in _LABELS.get(scale, {}).items():
        inside = inside.when(lowered == lit(label), lit(float(value)))
    return inside.otherwise(lit(None).cast("DOUBLE"))


def scale_of_question(wording: str, name: str, look: Look) -> str:
    """The scale of a question by its wording or name and the range of its answers; empty if it is no rating.

    Notes
    -----
    0 is an answer to a recommendation question. Ease on a scale of one to five has no scale here: five is good there
    and bad where effort is asked for.
    """
    said = f"{wording} {words(name)}"
    labels = {v.strip().casefold() for v in look.values}
    for scale, known in _LABELS.items():
        hinted = (SATISFIED if scale.startswith("csat") else EFFORT).search(said)
        if labels and hinted and len(labels & set(known)) >= _MOSTLY * len(labels):
            return scale
    numbers = [int(m[1]) for v in look.values if (m := re.match(_LEADING, v))]
    if not numbers or len(numbers) < _MOSTLY * len(look.values):
        return ""
    return _scale_of_numbers(said, min(numbers), max(numbers))


def _scale_of_numbers(said: str, low: int, high: int) -> str:
    easy = re.search(r"eas[yi]|容易|省力", said, re.IGNORECASE)
    rules = (
        ("nps_0_10", RECOMMEND, high <= 10),
        ("ces_1_7", EFFORT, low >= 1 and 5 < high <= 7),
        ("ces_1_5", EFFORT, low >= 1 and high <= 5 and not easy),
        ("csat_1_5", SATISFIED, low >= 1 and high <= 5),
        ("stars_1_5", STARS, low >= 1 and high <= 5),
    )
    asked = next((pattern for _, pattern, _ in rules if pattern.search(said)), None)
    return next((scale for scale, pattern, fits in rules if fits and pattern is asked), "")


def found_questions(
    columns: Columns, candidates: Sequence[str], wordings: Mapping[str, str]
) -> list[Question]:
    """The rating questions among some columns."""
    found = []
    for column in candidates:
        wording = wordings.get(column, "")
        if scale := scale_of_question(wording, column, columns.look(column)):
            found.append(Question(column, wording or column, scale))
    return found


def parts_of_answers(
    columns: Columns,
    questions: Sequence[Question],
    others: Sequence[str],
    time: str | Expression,
    *,
    among: Expression | None = None,
) -> list[Part]:
    """One part per rating question, each row with its score and what was written beside it.

    Parameters
    ----------
    others
        The columns of the survey in their order; free text among them belongs to the rating before it.
    among
        Which rows are answers at all.
    """
    texts = _texts_beside(columns, questions, others)
    channel = {"channel": "survey"}
    if not questions:
        roles: dict[str, str | Expression] = {"text": texts[""]} if "" in texts else {}
        return [Part("answers", "Survey answered", time, among, roles, channel)]
    parts = []
    for i, question in enumerate(questions):
        score = question.score(columns)
        answered = true(score.isnotnull())
        told: dict[str, str | Expression] = {"score": score}
        if question.column in texts:
            told["text"] = texts[question.column]
        name: str | Expression = NAMES[question.scale]
        if i == 0:  # with those who rated nothing, and wrote at best
            name = CaseExpression(answered, lit(NAMES[question.scale])).otherwise(lit("Survey answered"))
        when = answered if among is None else answered & among
        alone = len(questions) == 1 and among is None
        parts.append(
            Part(
                _short(question),
                name,
                time,
                None if alone else when,
                told,
                channel | {"scale": question.scale},
            )
        )
    return parts


def _short(question: Question) -> str:
    name = " ".join(question.column.split())
    return name if len(name) <= _MOST_TEXT else name[: _MOST_TEXT - 1] + "…"


def _texts_beside(
    columns: Columns, questions: Sequence[Question], others: Sequence[str]
) -> dict[str, str | Expression]:
    """Rating column → the free text of the columns after it; those before the first belong to the first."""
    beside: dict[str, list[str]] = {}
    rating = {q.column for q in questions}
    current = questions[0].column if questions else ""
    for column in others:
        if column in rating:
            current = column
        elif _is_free_text(columns, column):
            beside.setdefault(current, []).append(column)
    result: dict[str, str | Expression] = {}
    for question, texts in beside.items():
        joined = call("concat_ws", lit("\n"), *[columns.text(t) for t in texts])
        result[question] = texts[0] if len(texts) == 1 else call("nullif", joined, lit(""))
    return result


def _is_free_text(columns: Columns, column: str) -> bool:
    if not is_text(columns.table.types[column]):
        return False
    look = columns.look(column)
    if look.content != "text" or "@" in "".join(look.values[:20]):
        return False
    named = re.search(
        r"comment|text|why|reason|feedback|verbatim|explain|other|原因|意见|评论", key_of(column)
    )
    return look.words >= (1.5 if named else 3) and look.distinct > 0.5 * look.filled
