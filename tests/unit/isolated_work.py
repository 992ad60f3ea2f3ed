"""What the tests of isolation run in the child."""

import os
import signal
import sys
import time
from pathlib import Path

from sojourn.errors import UnknownNameError


def add(a, b, progress):
    progress("half", 1)
    return {"sum": a + b}


def refuse(progress):
    raise UnknownNameError.among("touchpoint", "chart", ["cart"])


def break_down(progress):
    raise KeyError("no such thing")


def chatter(progress):
    os.write(1, b'{"result": "not mine"}\n')
    return "mine"


def eat(chunk, progress):
    held = []
    while True:
        held.append(b"x" * chunk)
        time.sleep(0.002)


def eat_at_once(size, progress):
    return len(bytearray(size))


def die(number, progress):
    os.kill(os.getpid(), number)


def sleep(seconds, progress):
    progress("asleep", os.getpid())
    time.sleep(seconds)


def write_file(path, size, progress):
    with Path(path).open("wb") as file:
        file.write(b"x" * size)


def limits(progress):
    import resource

    return {
        "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
    }


def loaded(progress):
    import pyarrow as pa

    return {"array": pa.array((1, 2)).to_pylist(), "pandas": "pandas" in sys.modules}


def session(progress):
    return [os.getsid(0), os.getpid()]


DEADLY = signal.SIGSEGV
