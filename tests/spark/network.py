"""Hosts on this machine: each with a network, a name and a private folder of its own, as Linux's namespaces give them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from standalone import Host

_TAG = f"sj{os.getpid() % 100_000}"
_NET = f"198.18.{os.getpid() % 256}"  # RFC 2544: addresses for tests, routed nowhere


@dataclass(frozen=True)
class Network:
    """Where this process is found by the hosts, and the hosts' names."""

    address: str
    names: tuple[str, ...]

    @staticmethod
    def missing() -> str:
        """Why there can be no network of one's own here, or nothing."""
        if sys.platform != "linux" or shutil.which("ip") is None or shutil.which("unshare") is None:
            return "hosts of their own need Linux with iproute2: make system"
        tried = subprocess.run(["unshare", "--net", "--mount", "true"], capture_output=True, check=False)
        return "this user may not make network namespaces" if tried.returncode else ""

    def host(self, name: str, *, hides: Path) -> Host:
        """A host on which an empty folder of its own lies where others see what is in the folder here."""
        own = f'hostname {name} && mount -t tmpfs tmpfs "$0" && TMPDIR="$0" exec "$@"'
        return Host(
            f"{_NET}.{2 + self.names.index(name)}",
            ("ip", "netns", "exec", name, "unshare", "--mount", "--uts", "sh", "-c", own, str(hides)),
        )


@contextmanager
def network(count: int) -> Iterator[Network]:
    """Join hosts by a bridge that this process is at, too; afterwards none of it is left."""
    names = tuple(f"{_TAG}h{number}" for number in range(count))
    try:
        _ip("link", "add", _TAG, "type", "bridge")
        _ip("address", "add", f"{_NET}.1/24", "dev", _TAG)
        _ip("link", "set", _TAG, "up")
        for number, name in enumerate(names):
            _ip("netns", "add", name)
            _ip("link", "add", f"{_TAG}v{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("link", "set", f"{_TAG}v{number}", "master", _TAG, "up")
            _ip("-netns", name, "address", "add", f"{_NET}.{2 + number}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                _ip("-netns", name, "link", "set", device, "up")
        yield Network(f"{_NET}.1", names)
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)
        subprocess.run(["ip", "link", "delete", _TAG], capture_output=True, check=False)


def _ip(*command: str) -> None:
    subprocess.run(["ip", *command], check=True, capture_output=True)
