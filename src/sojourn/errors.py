"""Everything Sojourn raises on purpose.

    SojournError                    catch this to catch them all
    ├── UsageError (ValueError)     a parameter or option is wrong; nothing was read
    │   ├── UnitError               a duration, amount or time zone that cannot be understood
    │   └── UnknownNameError        a name that does not exist, with the nearest that do
    ├── InputError                  the data cannot be used; nothing was written
    │   ├── SourceError             one file or table cannot be read or recognised
    │   ├── RoleError               a needed column could not be found
    │   └── LimitError              the data is larger than the limit that protects this machine
    ├── LogError                    a journey log is missing, damaged or of another version
    ├── OutputError (OSError)       a result could not be written
    ├── EngineError                 the engine that does the work (Spark) failed
    └── MissingExtraError           an optional library is not installed

Each carries a stable ``code`` for programs, a sentence for people, a ``hint`` that says what would work, and the
``context`` (file, line, column, permitted values) it was built from.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import ClassVar


class SojournError(Exception):
    """Root of all errors raised on purpose.

    Parameters
    ----------
    message
        One sentence: what was wrong, and where.
    hint
        What would work instead.
    context
        The values the message was built from, for programs.
    """

    code: ClassVar[str] = "sojourn"

    def __init__(self, message: str, *, hint: str = "", context: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.context = dict(context or {})

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(SojournError, ValueError):
    """A parameter or option is wrong; nothing was read."""

    code = "usage"


class UnitError(UsageError):
    """A duration, an amount or a time zone cannot be understood."""

    code = "unit"


class UnknownNameError(UsageError):
    """A name that does not exist in this log, registry or document."""

    code = "unknown_name"

    @classmethod
    def among(cls, what: str, name: str, known: Iterable[str]) -> "UnknownNameError":
        """Build the message from the name asked for and the names there are.

        >>> print(UnknownNameError.among("touchpoint", "purchas", ["cart", "purchase"]))
        There is no touchpoint 'purchas'. Did you mean 'purchase'?
        """
        names = [str(k) for k in known]
        near = get_close_matches(name, names, n=3, cutoff=0.6)
        if near:
            hint = "Did you mean " + " or ".join(f"'{n}'" for n in near) + "?"
        elif names:
            more = ", …" if len(names) > 12 else ""
            hint = f"There are {len(names)}: " + ", ".join(f"'{n}'" for n in names[:12]) + more + "."
        else:
            hint = "There are none."
        return cls(f"There is no {what} '{name}'.", hint=hint, context={"name": name, "known": names[:100]})


class InputError(SojournError):
    """The data cannot be used; nothing was written."""

    code = "input"


class SourceError(InputError):
    """One file or table cannot be read or recognised."""

    code = "source"


class RoleError(InputError):
    """A needed column could not be found among those there are."""

    code = "role"


class LimitError(InputError):
    """The data is larger than the limit that protects this machine."""

    code = "limit"


class LogError(SojournError):
    """A journey log is missing, damaged or of another version."""

    code = "log"


class OutputError(SojournError, OSError):
    """A result could not be written; what stood there before still stands."""

    code = "output"


class EngineError(SojournError):
    """The engine that does the work failed for a reason of its own: a worker was lost for good, a library is missing."""

    code = "engine"


class MissingExtraError(SojournError, ImportError):
    """An optional library is not installed."""

    code = "missing_extra"

    @classmethod
    def needing(cls, library: str, extra: str, purpose: str) -> "MissingExtraError":
        """Build the message with the command that installs the extra.

        >>> print(MissingExtraError.needing("pandas", "pandas", "to_pandas()"))
        to_pandas() needs pandas, which is not installed. Install it with: pip install 'sojourn[pandas]'
        """
        return cls(
            f"{purpose} needs {library}, which is not installed.",
            hint=f"Install it with: pip install 'sojourn[{extra}]'",
            context={"library": library, "extra": extra},
        )
