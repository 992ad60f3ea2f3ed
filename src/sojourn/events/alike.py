"""What one of several tables says about the columns of another."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from sojourn.events.names import words
from sojourn.events.records import NOT_CUSTOMER, row_id, system_of
from sojourn.events.roles import TableLooks

_NUMBERED: Final = re.compile(
    r"(?<=\w) ?(?:id|no|nr|number|nummer|key|ref|code|uuid|guid)$|(?<=\w)(?:编号|单号|号)$"
)


def alike(tables: Sequence[tuple[TableLooks, Mapping[str, str]]]) -> list[dict[str, str]]:
    """What one table says about another: a column with the name of one that identifies somebody there does so here.

    A table with one row per person, known by their e-mail address or telephone, also tells what its own numbers are
    called: in a file of ``donor_ref`` and ``email``, and in every other file, ``donor_ref`` says who it is.

    Parameters
    ----------
    tables
        Descriptions of the tables, and what is known of the identifiers of each: column → type.

    Returns
    -------
    list of dict
        Per table, the columns that are found in this way, with their types.
    """
    types: dict[str, set[str]] = {}
    for table, known in tables:
        for column, kind in (dict(known) | _own_number(table, known)).items():
            if _NUMBERED.search(words(column)):
                types.setdefault(words(column), set()).add(kind)
    found = []
    for table, known in tables:
        mine = {look.name: types.get(words(look.name), set()) for look in table.looks if not table.closed}
        found.append(
            {c: next(iter(kinds)) for c, kinds in mine.items() if len(kinds) == 1 and c not in known}
        )
    return found


def _own_number(table: TableLooks, known: Mapping[str, str]) -> dict[str, str]:
    """The number of the people in a table of people."""
    number = row_id(table.looks)
    people = any(kind in {"email", "phone"} and table.look(c).repeats <= 1.05 for c, kind in known.items())
    if table.closed or not people or not number or number in known or NOT_CUSTOMER.search(words(number)):
        return {}
    thing = _NUMBERED.sub("", words(number)).strip().replace(" ", "_")
    system = system_of(table.label)
    return {number: f"{system}_{thing}" if system else thing} if thing else {}
