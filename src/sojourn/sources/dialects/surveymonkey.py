"""SurveyMonkey: answers as "All responses" CSV, with its second header row or without."""

from dataclasses import replace
from typing import Final

import duckdb

from sojourn.events.records import identifiers_of
from sojourn.sources.dialect import derived, passed_on
from sojourn.sources.dialects.parts import Columns, Ids, in_parts, key_of, not_ours
from sojourn.sources.dialects.questions import found_questions, parts_of_answers
from sojourn.sources.source import RawTable, Workspace

_NAME: Final = "surveymonkey"
_OWN: Final = (
    "respondentid", "collectorid", "startdate", "enddate", "datecreated", "datemodified", "ipaddress", "emailaddress", "firstname",
    "lastname",
)  # fmt: skip


class SurveyMonkey:
    """SurveyMonkey."""

    title = "SurveyMonkey"

    def recognises(self, table: RawTable) -> bool:
        """Whether respondents and collectors are numbered as SurveyMonkey does."""
        columns = Columns(table)
        return columns.has("respondentid", "collectorid") and bool(_time(columns))

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """An event per answered rating question, free text beside it."""
        if not self.recognises(table):
            raise not_ours(table, self.title)
        respondent = Columns(table).find("respondentid")
        wordings, rows = _apart(table, workspace, respondent)
        columns = Columns(rows)
        asked = [c for c in rows.types if key_of(c) not in _OWN]
        questions = found_questions(columns, asked, wordings)
        parts = parts_of_answers(columns, questions, asked, columns.moment(_time(columns)))
        ids: Ids = {respondent: "surveymonkey_respondent"}
        if email := columns.find("emailaddress"):
            ids[email] = "email"
        looks = [columns.look(c) for c in asked if c not in {q.column for q in questions}]
        ids |= {c: k for c, k in identifiers_of(looks).items() if c not in ids}
        return in_parts(rows, workspace, _NAME, parts, ids)


def _time(columns: Columns) -> str:
    return columns.find("enddate", "datemodified", "startdate", "datecreated")


def _apart(table: RawTable, workspace: Workspace, respondent: str) -> tuple[dict[str, str], RawTable]:
    """Column → its wording, and the table without the second header row, which numbers no respondent."""
    first = table.sample.slice(0, 1).to_pylist()
    if not first or str(first[0][respondent] or "").strip():
        return {c: c for c in table.types}, table
    wordings, question = {}, ""
    for column in table.types:  # columns after a question without a name of their own are its further answers
        question = question if column.startswith("column") and question else column
        wordings[column] = f"{question} {first[0][column] or ''}".strip()

    def transform(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        columns = Columns(table)
        kept = [duckdb.ColumnExpression(c) for c in table.types]
        return relation.filter(columns.filled(respondent)).select(*kept, *passed_on(table))

    made = derived(table, workspace, transform, dialect="", roles={})
    return wordings, replace(made, first_line=table.first_line + 1)


SURVEYMONKEY: Final = SurveyMonkey()
"""The dialect of SurveyMonkey."""
