"""Surveys of any tool: a column per question, or a row per answer, where the wording says what was asked."""

import re
from typing import Final

import pyarrow.compute as pc
from duckdb import CaseExpression, Expression

from sojourn.events.expressions import lit
from sojourn.events.looks import look_at
from sojourn.events.names import words
from sojourn.events.records import identifiers_of
from sojourn.events.suitability import suits
from sojourn.sources.dialects.parts import Columns, Ids, Part, claimed, in_parts, not_ours, true
from sojourn.sources.dialects.questions import (
    NAMES,
    Question,
    found_questions,
    parts_of_answers,
    scale_of_question,
    score_of,
)
from sojourn.sources.source import RawTable, Workspace

_NAME: Final = "survey"
_TIMES: Final = (
    "submittedat", "submitted", "completedat", "respondedat", "responsedate", "answeredat", "surveydate", "recordeddate", "enddate",
    "endtime", "submitdate", "datesubmitted", "timestamp", "createdat", "date", "提交时间", "填写时间", "提交答卷时间", "答题时间",
)  # fmt: skip
_RESPONSE: Final = ("responseid", "answerid", "submissionid", "surveyresponseid", "token", "答卷编号", "序号")
_QUESTION: Final = (
    "question",
    "questiontext",
    "questiontitle",
    "surveytype",
    "metric",
    "questiontype",
    "questionid",
    "题目",
)
_ANSWER: Final = ("answer", "score", "rating", "answervalue", "responsevalue", "value", "答案", "得分")
_TELLING: Final = re.compile(r"\b(nps|csat|ces)\b|\?|？|how likely|recommend|satisf|满意|推荐", re.IGNORECASE)
_MOST_COLUMNS: Final = 300


class Surveys:
    """A survey tool that nobody named."""

    title = "Survey answers"

    def recognises(self, table: RawTable) -> bool:
        """Whether a table holds answers to questions about recommending, satisfaction or effort, and when."""
        c = Columns(table)
        if len(table.types) > _MOST_COLUMNS or not c.find(*_TIMES):
            return False
        found = _long(c) or (len(_ratings(c)) >= 2 and not _names_events(c)) or _asked_one(c)
        return bool(found) and not claimed(table, but=(_NAME, "records"))

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """An event per answered rating question, free text beside it."""
        if not self.recognises(table):
            raise not_ours(table, self.title)
        c = Columns(table)
        time = c.moment(c.find(*_TIMES))
        question, answer = _long(c) or ("", "")
        asked = [n for n in table.types if n not in {c.find(*_TIMES), c.find(*_RESPONSE)}]
        ratings = [] if question else _ratings(c)
        used = {q.column for q in ratings} | {question, answer}
        ids: Ids = {}
        if response := c.find(*_RESPONSE):
            ids[response] = "survey_response"
        ids |= identifiers_of([c.look(a) for a in asked if a not in used])
        if question:
            parts = [_one_answer_a_row(c, question, answer, time)]
        else:
            parts = parts_of_answers(c, ratings, [a for a in asked if a not in ids], time)
        return in_parts(table, workspace, _NAME, parts, ids)


def _ratings(c: Columns) -> list[Question]:
    found = found_questions(c, list(c.table.types), {})
    return [q for q in found if _TELLING.search(f"{q.column} {words(q.column)}")]


def _asked_one(c: Columns) -> list[Question]:
    """A single rating in a table that is a survey by another sign: its wording is a question."""
    return [
        q for q in _ratings(c) if re.search(r"\?|？|how likely|满意度|推荐.{0,12}(?:可能|意愿)", q.column)
    ]


def _names_events(c: Columns) -> bool:
    """Whether a column already says what happened: then it is a table of events."""
    return any(suits("touchpoint", c.look(n))[0] >= 0.9 for n in c.table.types)


def _long(c: Columns) -> tuple[str, str] | None:
    """The columns of question and answer, where each answer has a row of its own and some are ratings."""
    question, answer = c.find(*_QUESTION), c.find(*_ANSWER)
    if not question or not answer or question == answer or c.look(question).distinct > 200:
        return None
    return (question, answer) if _scales(c, question, answer) else None


def _scales(c: Columns, question: str, answer: str) -> dict[str, str]:
    """Wording of a question → its scale, by all answers to it in the sample."""
    sample = c.table.sample
    wordings = [str(w) for w in sample.column(question).unique().to_pylist() if w]
    found = {}
    for wording in wordings[:200]:
        answers = sample.filter(pc.equal(sample.column(question), wording)).column(answer)
        if scale := scale_of_question(wording, wording, look_at(answer, answers)):
            found[wording] = scale
    return found


def _one_answer_a_row(c: Columns, question: str, answer: str, time: str | Expression) -> Part:
    scales = _scales(c, question, answer)
    asked, text = c.text(question), c.text(answer)
    score: Expression = CaseExpression(lit(False), lit(None).cast("DOUBLE"))
    name: Expression = CaseExpression(lit(False), lit(""))
    scale: Expression = CaseExpression(lit(False), lit(""))
    for wording, kind in scales.items():
        this = true(asked == lit(wording.strip()))
        score = score.when(this, score_of(text, kind))
        name = name.when(this, lit(NAMES[kind]))
        scale = scale.when(this, lit(kind))
    rated = true(asked.isin(*[lit(w.strip()) for w in scales]))
    written = CaseExpression(~rated, text).otherwise(lit(None).cast("VARCHAR"))
    if comment := c.find("comment", "feedback", "verbatim", "freetext"):
        written = CaseExpression(rated, c.text(comment)).otherwise(text)
    roles: dict[str, str | Expression] = {
        "score": score.otherwise(lit(None).cast("DOUBLE")),
        "scale": scale.otherwise(lit(None).cast("VARCHAR")),
        "text": written,
    }
    return Part("answers", name.otherwise(lit("Survey answered")), time, None, roles, {"channel": "survey"})


SURVEYS: Final = Surveys()
"""The dialect of surveys in general."""
