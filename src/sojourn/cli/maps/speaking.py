"""How a command on maps ends: its errors in the language asked for, or else in that of the map at fault."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from sojourn.cli.failing import complain, exit_code, guarded
from sojourn.cli.words import Language, words
from sojourn.errors import SojournError


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Like :func:`sojourn.cli.failing.guarded`, for errors that can be told in both languages."""
    with guarded(language or Language.EN):
        try:
            yield
        except SojournError as error:
            from sojourn.journeymap.sayings import said_by

            tongue = language or Language(str(error.context.get("language", Language.EN)))
            message, hint = (part.said(tongue.value) for part in said_by(error))
            complain(SojournError(message, hint=hint, context=error.context), words(tongue))
            raise typer.Exit(exit_code(error)) from error
