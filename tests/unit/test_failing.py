"""How commands end when a signal arrives where Python expects no exception."""

import signal

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
