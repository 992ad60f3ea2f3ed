"""How a command ends: one table of exit codes, one form of error message."""

import signal
import threading
import traceback
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import typer

from sojourn.cli.words import Language, Words, words
from sojourn.errors import (
    EngineError,
    InputError,
    LogError,
    MissingExtraError,
    OutputError,
    SojournError,
    UsageError,
)

DONE: Final = 0
DEFECT: Final = 1
WRONG_USE: Final = 2
UNUSABLE: Final = 3
REJECTED: Final = 4
FAILED: Final = 5
"""A check was made, and what it checks does not hold."""
INTERRUPTED: Final = 130
_TERMINATED: Final = 143

EXIT_CODES: Final[tuple[tuple[type[SojournError], int], ...]] = (
    (UsageError, WRONG_USE),
    (MissingExtraError, WRONG_USE),
    (InputError, UNUSABLE),
    (LogError, UNUSABLE),
    (OutputError, UNUSABLE),
    (EngineError, UNUSABLE),
)
"""Kind of error → exit code; after 2 and 3 nothing was written."""


def exit_code(error: SojournError) -> int:
    """The exit code of an error.

    >>> exit_code(UsageError("")), exit_code(LogError(""))
    (2, 3)
    """
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), DEFECT)


@contextmanager
def guarded(language: Language) -> Iterator[None]:
    """Turn errors raised on purpose into a message and an exit code; end cleanly when interrupted or terminated."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    except SojournError as error:
        complain(error, words(language))
        raise typer.Exit(exit_code(error)) from error
    except KeyboardInterrupt:
        typer.echo(words(language).interrupted, err=True)
        raise typer.Exit(INTERRUPTED) from None
    except SystemError as error:
        # A signal that arrives in a compiled kernel: Python finds its exception where it expects none.
        if isinstance(error.__cause__, KeyboardInterrupt):
            typer.echo(words(language).interrupted, err=True)
            raise typer.Exit(INTERRUPTED) from None
        if isinstance(error.__cause__, SystemExit):
            raise error.__cause__ from None
        raise


def complain(error: SojournError, say: Words) -> None:
    """Print what was wrong, where, and what would work, to standard error."""
    typer.echo(f"{say.error}: {printable(error.message.rstrip())}", err=True)
    place = ", ".join(
        f"{say.places[key]} {printable(str(error.context[key]))}"
        for key in say.places
        if key in error.context and str(error.context[key]) not in error.message
    )
    if place:
        typer.echo(f"  {say.where}: {place}", err=True)
    if error.hint:
        typer.echo(f"  {say.remedy}: {printable(error.hint)}", err=True)


def printable(text: str) -> str:
    r"""Text from a file made safe for a terminal: control and direction characters show as ``\x1b``.

    >>> printable("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return "".join(
        c
        if c.isprintable() or c == "\n" or unicodedata.category(c) == "Zs"
        else c.encode("unicode_escape").decode()
        for c in text
    )


def report_defect(error: Exception, *, debug: bool) -> None:
    """Say in one line that this is a defect; with ``--debug`` also where."""
    if debug:
        typer.echo("".join(traceback.format_exception(error)), err=True)
    last = (str(error).strip().splitlines() or [""])[-1]
    typer.echo(
        f"This is a defect in Sojourn, not in your data or command ({type(error).__name__}: {printable(last[:300])}).",
        err=True,
    )
    if not debug:
        typer.echo("  Run it again as: sojourn --debug …, and report what it prints.", err=True)


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(_TERMINATED)
