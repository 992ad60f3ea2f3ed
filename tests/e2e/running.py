"""Running the command line in this process, where that is the same, and in one of its own, where it is not."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

PATIENCE_S = 240
"""How long to wait for what must come, on a machine that does much else."""
RESULTS = ["log", "map.journey.yaml", "map.svg", "quality.json", "report.html", "report.json"]
COMMAND = [sys.executable, "-P", "-c", "from sojourn.cli.main import run; run()"]


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


def sojourn(*args) -> Done:
    """The command in this process; anything that is not an exit is a traceback the user would see, so it fails."""
    from sojourn.cli.main import app

    done = CliRunner().invoke(app, [str(a) for a in args])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert "Traceback" not in done.output
    return Done(done.exit_code, done.stdout, done.stderr)


def sojourn_process(*args, **options) -> subprocess.Popen:
    """The command in a process of its own."""
    return subprocess.Popen(
        [*COMMAND, *(str(a) for a in args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        **options,
    )


def entries(folder: Path) -> list[str]:
    """What is in a folder, hidden files included; nothing if it does not exist."""
    return sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []


def csv(rows, header="customer_id,timestamp,event") -> str:
    return "\n".join([header, *rows]) + "\n"


def shop_rows(customers=30):
    """A little shop: all visit, most look, some buy."""
    rows = []
    for i in range(customers):
        day = 1 + i % 28
        rows.append(f"c{i},2026-03-{day:02d} 09:00:00,Visit,web,")
        if i % 3:
            rows.append(f"c{i},2026-03-{day:02d} 09:05:00,Product page,web,")
        if i % 3 == 2:
            rows.append(f"c{i},2026-03-{day:02d} 09:30:00,Purchase,store,{20 + i}.50")
    return rows
