"""Isolated readers that are forked from one interpreter that has loaded everything, instead of starting their own.

What a reader does is the same; it is only spared the second that a fresh interpreter takes to load its libraries.
Limits, kills and the end with the parent work on a forked process as on any other. What is about the start of a process
itself, or about how much memory is too much, is tested with real ones (marker ``fresh_reader``).

Parent and server speak over a socket: one message per reader, with its folder and environment, and the files that are
its standard input, output and error and the pipe on which the server tells its number and, at its end, its status.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

LONGEST = 1 << 18
FILES = 4


class ForkedReaders:
    """Starts readers; the server starts with the first of them and ends with this process."""

    def __init__(self):
        self._line = self._server = None

    def close(self):
        if self._line is not None:
            self._line.close()
            self._server.wait()

    def __call__(self, complaints):
        """What :class:`subprocess.Popen` would give, as far as it is used."""
        if self._line is None or self._server.poll() is not None:  # not begun, or ended by somebody
            self.close()
            self._serve()
        request = json.dumps({"folder": str(Path.cwd()), "environment": dict(os.environ)}).encode()
        from_parent, to_child = os.pipe()
        from_child, to_parent = os.pipe()
        told, telling = os.pipe()
        theirs = [from_parent, to_parent, complaints.fileno(), telling]
        socket.send_fds(self._line, [request], theirs)
        for descriptor in (from_parent, to_parent, telling):
            os.close(descriptor)
        return Reader(os.fdopen(to_child, "wb"), os.fdopen(from_child, "rb"), os.fdopen(told, "r"))

    def _serve(self):
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-P", __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=Path(__file__).parent,
                start_new_session=True,
            )


class Reader:
    """A forked reader, seen from the process that asked for it."""

    def __init__(self, stdin, stdout, told):
        self.stdin, self.stdout, self._told = stdin, stdout, told
        self.pid = int(told.readline())
        self._status = None

    def poll(self):
        ended = self._told in select.select([self._told], [], [], 0)[0]
        return self.wait() if ended else self._status

    def wait(self):
        if self._status is None:
            self._status = int(self._told.readline())
            self._told.close()
        return self._status

    def kill(self):
        with suppress(ProcessLookupError):  # it has just ended, and the server has seen it
            os.kill(self.pid, signal.SIGKILL)


def load():
    """All that readers load, and what numba sets up before the first kernel."""
    import charset_normalizer  # noqa: F401
    import scipy.linalg  # noqa: F401
    from numba.core.registry import cpu_target

    import sojourn.assembling
    import sojourn.project.build
    import sojourn.project.query
    import sojourn.project.suggest
    import sojourn.reading
    import sojourn.sources.spend  # noqa: F401
    from sojourn.sources.dialect import DIALECTS
    from sojourn.sources.source import SOURCES

    for shelf in (DIALECTS, SOURCES):
        for name in shelf:
            shelf[name]
    cpu_target.typing_context.refresh()
    cpu_target.target_context.refresh()


def serve(line):
    """Fork a reader for every message, and tell the end of each, until the parent is gone."""
    load()
    running = {}
    while True:
        for ready in select.select([line, *running], [], [])[0]:
            if ready is not line:
                _tell(ready, *running.pop(ready))
                continue
            message, files, _, _ = socket.recv_fds(line, LONGEST, FILES)
            if not message:
                return
            pid = os.fork()
            if not pid:
                line.close()
                _read(json.loads(message), files)
            telling = files.pop()
            os.write(telling, b"%d\n" % pid)
            running[os.pidfd_open(pid)] = (pid, telling)
            for descriptor in files:
                os.close(descriptor)


def _tell(watch, pid, telling):
    os.close(watch)
    _, status = os.waitpid(pid, 0)
    with suppress(BrokenPipeError):  # nobody waits for it any more
        os.write(telling, b"%d\n" % os.waitstatus_to_exitcode(status))
    os.close(telling)


def _read(request, files):
    """Become the reader; never returns."""
    from sojourn.isolation import serve

    try:
        os.setsid()
        for place, descriptor in enumerate(files[:3]):
            os.dup2(descriptor, place)
        for descriptor in files:
            os.close(descriptor)
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        serve()
    finally:
        os._exit(1)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
