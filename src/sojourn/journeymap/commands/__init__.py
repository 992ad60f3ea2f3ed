"""Every edit of a map as a value that can be applied, undone, replayed, compared and said in words."""

from sojourn.journeymap.commands.applying import apply, replay
from sojourn.journeymap.commands.conflicts import Conflict, conflict
from sojourn.journeymap.commands.inverting import inverse
from sojourn.journeymap.commands.keys import Key, Keys, keys
from sojourn.journeymap.commands.saying import said
from sojourn.journeymap.commands.values import (
    Add,
    Batch,
    Command,
    Edit,
    Fold,
    Merge,
    Move,
    Remove,
    Restore,
    Split,
    command_of,
    plain_command,
)

__all__ = [
    "Add",
    "Batch",
    "Command",
    "Conflict",
    "Edit",
    "Fold",
    "Key",
    "Keys",
    "Merge",
    "Move",
    "Remove",
    "Restore",
    "Split",
    "apply",
    "command_of",
    "conflict",
    "inverse",
    "keys",
    "plain_command",
    "replay",
    "said",
]
