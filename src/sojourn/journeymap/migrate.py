"""Documents of older versions, brought to the version of today before they are checked.

A migration changes the tree of the text in place (it renames keys, moves or replaces nodes), and the nodes keep their
lines and columns: a fault that is found later still points into the text the reader sees. Each leads from one version to
the next; they are applied one after the other. There is no older version than ``map/1`` yet, so there are none.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from sojourn.journeymap.faults import Fault, quoted, suggestion
from sojourn.journeymap.model import SCHEMA
from sojourn.journeymap.nodes import Node

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
        hint = f"It begins with: sojourn: {SCHEMA}"
        return Fault(root.line, root.column, "", "this is not a journey map", hint), False
    version = root.value["sojourn"]
    given, is_old = version.value, False
    while isinstance(given, str) and given in migrations:
        given, is_old = migrations[given](root), True
    if given == SCHEMA:
        version.value = SCHEMA
        return None, is_old
    if _is_newer(given):
        message = (
            f"this map is of version {quoted(given)}, newer than {SCHEMA}, the newest that this Sojourn reads"
        )
        return Fault(version.line, version.column, "sojourn", message, "Install a newer Sojourn."), False
    known = [SCHEMA, *migrations]
    told = given[:40] if isinstance(given, str) and given else "another version"
    message = f"this Sojourn reads {' and '.join(known)}, not {told}"
    return Fault(version.line, version.column, "sojourn", message, suggestion(told, [SCHEMA])), False


def _is_newer(given: object) -> bool:
    kind, _, number = SCHEMA.partition("/")
    if not isinstance(given, str) or not given.startswith(f"{kind}/"):
        return False
    digits = given.removeprefix(f"{kind}/")
    return digits.isascii() and digits.isdigit() and (len(digits), digits) > (len(number), number)
