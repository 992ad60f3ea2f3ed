"""Qualtrics: survey answers as CSV, with three header rows or one."""

from dataclasses import replace
from typing import Final

import duckdb

from sojourn.events.expressions import lit
from sojourn.events.records import identifiers_of
from sojourn.sources.dialect import derived, passed_on
from sojourn.sources.dialects.parts import Columns, Ids, Part, in_parts, key_of, not_ours, true
from sojourn.sources.dialects.questions import found_questions, parts_of_answers
from sojourn.sources.source import RawTable, Workspace

_NAME: Final = "qualtrics"
_OWN: Final = (
    "startdate", "enddate", "status", "ipaddress", "progress", "durationinseconds", "duration", "finished", "recordeddate",
    "responseid", "recipientlastname", "recipientfirstname", "recipientemail", "externalreference", "externaldatareference",
    "locationlatitude", "locationlongitude", "distributionchannel", "userlanguage", "qrecaptchascore",
)  # fmt: skip
_TESTS: Final = (
    "survey preview", "survey test", "spam", "survey preview spam", "offline survey preview", "possible spam", "1", "2", "8", "9",
    "12", "17", "40", "48",
)  # fmt: skip
"""Values of Status for answers that no customer gave, in words and as numbers."""


class Qualtrics:
    """Qualtrics CoreXM."""

    title = "Qualtrics"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns are those of an export of answers."""
        columns = Columns(table)
        return bool(columns.find("responseid")) and columns.count(_OWN) >= 5 and columns.has("recordeddate")

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """An event per answered rating question, free text beside it; previews and spam set aside."""
        if not self.recognises(table):
            raise not_ours(table, self.title)
        response = Columns(table).find("responseid")
        wordings = _wordings(table, response)
        rows = _without_headers(table, workspace, response) if wordings else table
        columns = Columns(rows)
        asked = [c for c in rows.types if key_of(c) not in _OWN and not key_of(c).endswith("npsgroup")]
        grouped = {c: f"{wordings.get(c, c)} (NPS)" for c in asked if columns.find(f"{key_of(c)}npsgroup")}
        questions = found_questions(columns, asked, wordings | grouped)
        time = columns.moment(columns.find("recordeddate", "enddate", "startdate"))
        status = columns.find("status")
        tests = true(columns.code(status).isin(*[lit(t) for t in _TESTS])) if status else None
        parts = parts_of_answers(columns, questions, asked, time, among=~tests if tests is not None else None)
        if tests is not None:
            reason = "previews, tests and spam are no answers of a customer"
            parts.append(Part("previews", time=time, when=tests, aside=reason))
        return in_parts(rows, workspace, _NAME, parts, _ids(columns, asked))


def _wordings(table: RawTable, response: str) -> dict[str, str]:
    """Column → the wording of its question, if the second of three header rows is there; else nothing."""
    first = table.sample.slice(0, 2).to_pylist()
    marks = [str(row[response] or "") for row in first]
    if len(marks) < 2 or not marks[1].lstrip().startswith('{"ImportId"'):
        return {}
    return {name: str(text or "") for name, text in first[0].items()}


def _without_headers(table: RawTable, workspace: Workspace, response: str) -> RawTable:
    """The rows below the second and third header row, which repeat in every scan."""
    headers = {str(row[response]) for row in table.sample.slice(0, 2).to_pylist()}

    def transform(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        id_ = duckdb.ColumnExpression(response)
        title = true(id_.isin(*[lit(h) for h in sorted(headers)]))
        kept = [duckdb.ColumnExpression(c) for c in table.types]
        return relation.filter(~title).select(*kept, *passed_on(table))

    made = derived(table, workspace, transform, dialect="", roles={})
    return replace(made, first_line=table.first_line + 2)


def _ids(columns: Columns, asked: list[str]) -> Ids:
    ids: Ids = {columns.find("responseid"): "qualtrics_response"}
    if email := columns.find("recipientemail"):
        ids[email] = "email"
    if external := columns.find("externalreference", "externaldatareference"):
        ids[external] = "user"
    looks = [columns.look(c) for c in asked]
    return ids | {c: k for c, k in identifiers_of(looks).items() if c not in ids}


QUALTRICS: Final = Qualtrics()
"""The dialect of Qualtrics."""
