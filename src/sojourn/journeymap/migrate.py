"""Documents of older versions, brought to the version of today before they are checked.

A migration changes the tree of the text in place (it renames keys, moves or replaces nodes), and the nodes keep their
lines and columns: a fault that is found later still points into the text the reader sees. Each leads from one version to
the next; they are applied one after the other. There is no older version than ``map/1`` yet, so there are none.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from sojourn.journeymap.faults import Fault
from sojourn.journeymap.model import SCHEMA
from sojourn.journeymap.nodes import Node
from sojourn.journeymap.sayings import quoted, say, suggestion, verbatim

Migration = Callable[[Node], str]
"""Changes the root of a document in place, and gives the version that it has afterwards."""

MIGRATIONS: Final[Mapping[str, Migration]] = MappingProxyType({})
"""From which version a migration leads on."""


def migrated(root: Node, migrations: Mapping[str, Migration] = MIGRATIONS) -> tuple[Fault | None, bool]:
    """Bring the tree of a document to the version of today, in place.

    Returns
    -------
    tuple
        What is wrong with its version, if that cannot be; and whether it was of an older version.
    """
    if not isinstance(root.value, dict) or "sojourn" not in root.value:
        return Fault(root.line, root.column, "", say("no_map"), say("begins", kind=SCHEMA)), False
    version = root.value["sojourn"]
    given, is_old = version.value, False
    while isinstance(given, str) and given in migrations:
        given, is_old = migrations[given](root), True
    if given == SCHEMA:
        version.value = SCHEMA
        return None, is_old
    if _is_newer(given):
        message = say("newer", given=quoted(given), known=SCHEMA)
        return Fault(version.line, version.column, "sojourn", message, say("newer.install")), False
    told = verbatim(given[:40]) if isinstance(given, str) and given else say("version.other")
    message = say("version", known=", ".join([SCHEMA, *migrations]), given=told)
    return Fault(version.line, version.column, "sojourn", message, suggestion(told.en, [SCHEMA])), False


def _is_newer(given: object) -> bool:
    kind, _, number = SCHEMA.partition("/")
    if not isinstance(given, str) or not given.startswith(f"{kind}/"):
        return False
    digits = given.removeprefix(f"{kind}/")
    return digits.isascii() and digits.isdigit() and (len(digits), digits) > (len(number), number)
