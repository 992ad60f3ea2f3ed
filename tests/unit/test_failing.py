"""How commands end when a signal arrives where Python expects no exception."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from sojourn.cli.failing import guarded
from sojourn.cli.words import Language


@pytest.mark.parametrize(("cause", "code"), [(KeyboardInterrupt(), 130), (SystemExit(143), 143)])
def test_a_signal_in_a_compiled_kernel_is_no_defect(cause, code):
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises((typer.Exit, SystemExit)) as ended, guarded(Language.EN):
            raise SystemError("returned a result with an exception set") from cause
    finally:
        signal.signal(signal.SIGTERM, before)
    assert getattr(ended.value, "exit_code", getattr(ended.value, "code", None)) == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_output_that_finds_no_room_is_no_defect():
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-c", "from sojourn.cli.main import run; run()", "schema", "map"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == 3
    assert ended.stderr == b"Error: Cannot write the output: No space left on device.\n"
