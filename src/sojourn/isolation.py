"""Runs a function in a process of its own that is limited and can be killed: for files nobody has vouched for.

A Parquet file of 47 KB can ask for 200 GB of memory, and a broken one can crash a reader written in C++. In a child
process either ends in an error that names the file, and the caller goes on.

What limits the child
---------------------
memory
    The parent looks at the child's resident anonymous memory every 20 ms and kills it beyond the limit. ``RLIMIT_AS``
    does not serve: allocators, thread stacks and memory maps reserve several times what they use. ``RLIMIT_DATA``
    stands behind the watch with room for those reservations, and is the only limit where there is no ``/proc``.
time, size of a file, open files
    By the parent's clock, ``RLIMIT_FSIZE`` and ``RLIMIT_NOFILE``. No core dumps.
life
    The child has a session of its own, so that a Ctrl-C reaches only the parent, which kills it. It ends by itself
    when the pipe from its parent closes, however the parent ended.

Arguments, progress and result pass as JSON; nothing is pickled.

The child finds no pandas: no reader works with it, while pyarrow loads it beside the first array wherever it is
installed, which is a third of what a reader takes to start.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Final

from sojourn.errors import LimitError, SojournError, SourceError

_POLL_S: Final = 0.02
_RESERVED: Final = 4 << 30  # address space that libraries reserve without using it
_CHILD: Final = "from sojourn.isolation import serve; serve()"
_TAIL: Final = 4_000

Progress = Callable[..., None]
"""Gets whatever plain values the function reports."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use.

    Attributes
    ----------
    memory
        Bytes of resident anonymous memory.
    seconds
        Seconds by the clock on the wall; None = no limit.
    file_bytes
        Size of a single file it writes; None = no limit.
    open_files
        Files open at once.
    """

    memory: int
    seconds: float | None = None
    file_bytes: int | None = None
    open_files: int = 1024


class ChildDefectError(Exception):
    """The function in the child raised something that is not a :class:`SojournError`; carries its traceback."""


def machine_memory() -> int:
    """Bytes of memory of this machine, or of the control group it runs in if that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        group = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return total
    return min(total, group)


def default_memory() -> int:
    """60 % of the machine's memory."""
    return machine_memory() * 6 // 10


def run(
    function: str,
    arguments: Mapping[str, object],
    *,
    limits: Limits,
    subject: str,
    progress: Progress | None = None,
) -> Any:
    """Call a function in a limited child process and give back what it returned.

    Parameters
    ----------
    function
        ``"module:name"``; it is called with `arguments` and ``progress=``.
    arguments
        Keyword arguments as plain JSON values.
    limits
        What the child may use.
    subject
        What it works on, for error messages ("events.parquet").
    progress
        Called with the values that the function passes to its own ``progress``.

    Returns
    -------
    Any
        The result, as JSON gives it back.

    Raises
    ------
    SojournError
        Whatever the function raised of this family, rebuilt.
    LimitError
        If the child went beyond a limit.
    SourceError
        If the child crashed.
    ChildDefectError
        If the function raised anything else.
    """
    with tempfile.TemporaryFile() as complaints:
        child = _start(complaints)
        try:
            request = {"function": function, "arguments": dict(arguments), "limits": asdict(limits)}
            answer = _converse(child, request, limits, subject, progress)
            return _result(answer, child, complaints, subject)
        finally:
            _kill(child)


def _start(complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    """A fresh interpreter that waits for a request."""
    return subprocess.Popen(  # noqa: S603  (our own interpreter, our own module)
        [sys.executable, "-P", "-c", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        start_new_session=True,
    )


def _converse(
    child: subprocess.Popen[bytes],
    request: Mapping[str, object],
    limits: Limits,
    subject: str,
    progress: Progress | None,
) -> dict[str, Any] | None:
    """The child's last word, or None if it ended without one."""
    assert child.stdin is not None
    assert child.stdout is not None
    messages: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(child.stdout, messages), daemon=True).start()
    try:
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()
    except BrokenPipeError:
        return None
    started = time.monotonic()
    while True:
        try:
            message = messages.get(timeout=_POLL_S)
        except queue.Empty:
            _check(child.pid, limits, started, subject)
            continue
        if message is None or "progress" not in message:
            return message
        if progress is not None:
            progress(*message["progress"])
        _check(child.pid, limits, started, subject)


def _listen(pipe: IO[bytes], messages: "queue.SimpleQueue[dict[str, Any] | None]") -> None:
    try:
        for line in pipe:
            messages.put(json.loads(line))
    except (ValueError, OSError):  # cut off in the middle of a line, or closed
        pass
    finally:
        messages.put(None)


def _check(pid: int, limits: Limits, started: float, subject: str) -> None:
    used = _anonymous_memory(pid)
    if used > limits.memory:
        raise _too_much_memory(subject, limits.memory)
    if limits.seconds is not None and time.monotonic() - started > limits.seconds:
        raise LimitError(
            f"Reading {subject} took more than {limits.seconds:g} seconds and was stopped.",
            hint="Read a smaller part, or allow more time.",
            context={"file": subject, "seconds": limits.seconds},
        )


def _too_much_memory(subject: str, memory: int) -> LimitError:
    return LimitError(
        f"Reading {subject} took more than {memory / 2**30:.2g} GiB of memory and was stopped.",
        hint="If you trust the file, raise the limit (--memory-limit, memory_limit=); a small file that needs so much is built to harm.",
        context={"file": subject, "memory_limit": memory},
    )


def _anonymous_memory(pid: int) -> int:
    """Resident bytes of a process that no file backs; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return sum(
        int(line.split()[1]) * 1024
        for line in status.splitlines()
        if line.startswith(("RssAnon:", "RssShmem:"))
    )  # fmt: skip


def _result(
    answer: dict[str, Any] | None, child: subprocess.Popen[bytes], complaints: IO[bytes], subject: str
) -> Any:
    if answer is None:
        raise _crashed(child.wait(), complaints, subject)
    if "error" in answer:
        raise _rebuilt(answer["error"])
    if "out_of_memory" in answer:
        raise _too_much_memory(subject, answer["out_of_memory"])
    if "defect" in answer:
        raise ChildDefectError(answer["defect"])
    return answer["result"]


def _crashed(status: int, complaints: IO[bytes], subject: str) -> SojournError:
    complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - _TAIL))
    tail = complaints.read().decode(errors="replace").strip()
    context = {"file": subject, "status": status, "stderr": tail}
    if "bad_alloc" in tail or "MemoryError" in tail or status == -signal.SIGKILL:
        return LimitError(
            f"The reader of {subject} ran out of memory and ended.",
            hint="Free memory, or raise --memory-limit if you trust the file.",
            context=context,
        )
    how = signal.Signals(-status).name if status < 0 else f"status {status}"
    return SourceError(
        f"The reader crashed ({how}) on {subject}.",
        hint="The file is most likely damaged: fetch or export it again, or in another format.",
        context=context,
    )


def _family(root: type[SojournError]) -> Iterator[type[SojournError]]:
    yield root
    for kind in root.__subclasses__():
        yield from _family(kind)


def _rebuilt(error: Mapping[str, Any]) -> SojournError:
    kinds = {kind.code: kind for kind in _family(SojournError)}
    kind = kinds.get(error["code"], SojournError)
    return kind(error["message"], hint=error["hint"], context=error["context"])


def _kill(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


class _WithoutPandas:
    """Finds no pandas, as if it were not installed."""

    @staticmethod
    def find_spec(name: str, _path: object, _target: object = None, /) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)


def serve() -> None:
    """The child: take one request from standard input, answer on standard output, end with the parent."""
    sys.meta_path.insert(0, _WithoutPandas)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not stand between the answers
    request = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    memory = request["limits"]["memory"]
    _limit(Limits(**request["limits"]))

    def send(message: Mapping[str, object]) -> None:
        answers.write(json.dumps(message, default=str).encode() + b"\n")

    module, _, name = request["function"].partition(":")
    try:
        function = getattr(import_module(module), name)
        send(
            {"result": function(**request["arguments"], progress=lambda *values: send({"progress": values}))}
        )
    except SojournError as error:
        plain = {"code": error.code, "message": error.message, "hint": error.hint, "context": error.context}
        send({"error": plain})
    except MemoryError:
        send({"out_of_memory": memory})
    except Exception:  # noqa: BLE001  (whatever it is, the parent has to hear of it)
        send({"defect": traceback.format_exc()})
    os._exit(0)  # threads of libraries must not hold the process back


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)


def _limit(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # not on this system; the parent's watch remains
        return
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_DATA: 2 * limits.memory + _RESERVED,
    }
    for kind, value in wanted.items():
        if value is None:
            continue
        _, hard = resource.getrlimit(kind)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bound, bound))
