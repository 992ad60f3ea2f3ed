"""Formbricks: responses as the API gives them (JSON) and as its CSV export writes them."""

import re
from typing import Final

from sojourn.events.records import identifiers_of
from sojourn.sources.dialects.parts import Columns, Ids, in_parts, key_of, not_ours
from sojourn.sources.dialects.questions import Question, found_questions, parts_of_answers
from sojourn.sources.source import RawTable, Workspace

_NAME: Final = "formbricks"
_OWN: Final = (
    "no", "id", "responseid", "timestamp", "createdat", "updatedat", "finished", "surveyid", "formbricksid", "formbricksidinternal",
    "userid", "notes", "tags", "ttc", "language", "personid", "contactid", "environmentid", "displayid", "singleuseid",
    "variables", "contactattributes", "personattributes",
)  # fmt: skip


class Formbricks:
    """Formbricks."""

    title = "Formbricks"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns are those of responses: of the API, or of the CSV export."""
        c = Columns(table)
        api = c.has("id", "surveyid", "finished", "createdat") and any(
            n.startswith("data.") for n in table.types
        )
        return api or c.has("responseid", "surveyid", "finished", "timestamp")

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """An event per answered rating question; 0 is an answer."""
        if not self.recognises(table):
            raise not_ours(table, self.title)
        c = Columns(table)
        asked = _asked(c)
        questions = found_questions(c, asked, {a: a.removeprefix("data.") for a in asked})
        known = {q.column for q in questions}
        questions += [q for a in asked if a not in known and (q := _by_range(c, a))]
        questions.sort(key=lambda q: asked.index(q.column))
        parts = parts_of_answers(c, questions, asked, c.moment(c.find("createdat", "timestamp")))
        ids: Ids = {c.find("responseid", "id"): "formbricks_response"}
        if user := c.find("userid", "personuserid", "contactuserid", "personattributesuserid"):
            ids[user] = "user"
        if person := c.find("contactid", "personid", "formbricksidinternal", "formbricksid"):
            ids[person] = "formbricks_contact"
        looks = [c.look(n) for n in table.types if n not in ids and n not in {q.column for q in questions}]
        ids |= {n: k for n, k in identifiers_of(looks).items() if k in {"email", "phone", "user"}}
        return in_parts(table, workspace, _NAME, parts, ids)


def _asked(c: Columns) -> list[str]:
    answers = [n for n in c.table.types if n.startswith("data.")]
    others = (
        n
        for n in c.table.types
        if key_of(n) not in _OWN and not n.startswith(("meta", "ttc", "person", "contact"))
    )
    return answers or list(others)


def _by_range(c: Columns, column: str) -> Question | None:
    """A question of the API, which gives no wording: whole numbers of 0 … 10 that pass 7 are a recommendation."""
    look = c.look(column)
    whole = look.content == "integer" and re.fullmatch(r"data\.[a-z0-9_-]{8,40}", column)
    fits = whole and look.low >= 0 and 7 < look.high <= 10 and look.distinct <= 11
    return Question(column, column, "nps_0_10") if fits else None


FORMBRICKS: Final = Formbricks()
"""The dialect of Formbricks."""
