"""Progress on a terminal; silence on a pipe."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sojourn.cli.words import Language, words
from sojourn.isolation import Progress


@contextmanager
def shown(language: Language, *, quiet: bool = False) -> Iterator[Progress | None]:
    """A callback ``progress(step, count)`` that keeps one line on standard error; None where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    say = words(language)
    started = time.monotonic()
    with Console(stderr=True).status(say.steps["start"]) as status:

        def progress(step: str, count: int = 0) -> None:
            amount = f" {count:,}" if count else ""
            status.update(f"{say.steps[step]}{amount} [dim]· {time.monotonic() - started:.0f} s[/dim]")

        yield progress
