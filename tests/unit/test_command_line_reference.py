"""The reference of the command line names every command, option and exit code there is."""

from pathlib import Path

import typer

from sojourn.cli.failing import EXIT_CODES
from sojourn.cli.main import app

PAGE = (Path(__file__).parents[2] / "docs/reference/command-line.md").read_text(encoding="utf-8")


def commands(group, path=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def test_every_command_and_option_is_described():
    found = dict(commands(typer.main.get_command(app)))
    assert set(found) == {
        ("demo",),
        ("analyze",),
        ("init",),
        ("build",),
        ("identity", "explain"),
        ("identity", "split"),
        ("identity", "link"),
        ("identity", "undo"),
        ("map", "new"),
        ("map", "show"),
        ("map", "convert"),
        ("map", "diff"),
        ("map", "apply"),
        ("map", "bind"),
        ("map", "check"),
        ("map", "lint"),
        ("explain",),
        ("query",),
        ("doctor",),
        ("schema",),
    }
    for path, command in found.items():
        assert f"sojourn {path[0]}" in PAGE
        assert f"`{path[-1]}`" in PAGE or f"sojourn {path[-1]}" in PAGE
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert f"`{option}" in PAGE, option


def test_every_exit_code_is_described():
    for code in {0, 1, 4, 5} | {code for _, code in EXIT_CODES}:
        assert f"\n| {code} | " in PAGE
