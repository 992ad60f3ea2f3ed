"""One contender in a process of its own: its report, the memory it took, and an end when it takes too long."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
OURS = ROOT / ".venv/bin/python"
PEERS = ROOT / ".venv-peers/bin/python"
SCRATCH = ROOT / "out/bench"
LIMIT_S = 300
_EVERY_S = 0.02


def contend(script: str, arguments: Sequence[object], python: Path = OURS, limit: float = LIMIT_S) -> dict:
    """Run ``contenders/script``; what its last line says, or ``{"failed": why}``; with the peak of its memory.

    Memory is what the process holds for itself: files that are mapped are the system's to take back. ``others`` is the
    share of the processors' time that other work took meanwhile.
    """
    environment = {
        **os.environ,
        "RETENTIONEERING_NO_TRACK": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": str(HERE / "contenders"),
    }
    command = [str(python), str(HERE / "contenders" / script), *map(str, arguments)]
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as errors,
        tempfile.TemporaryDirectory() as folder,
    ):
        before, begun = _others_s(), time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=errors, env=environment, cwd=folder)
        peak, late = _watch(child, limit)
        others = (_others_s() - before) / (time.monotonic() - begun) / os.cpu_count()
        seen = {"peak_mb": peak, "others": round(max(0.0, others), 3)}
        out.seek(0)
        errors.seek(0)
        if late:
            return {"failed": f"stopped after {limit:.0f} s", **seen}
        if child.returncode:
            said = errors.read().decode(errors="replace").strip().splitlines()
            return {"failed": said[-1][:200] if said else f"exit {child.returncode}", **seen}
        return {**json.loads(out.read().splitlines()[-1]), **seen}


def _watch(child: subprocess.Popen, limit: float) -> tuple[float, bool]:
    """The largest memory seen until the process ended, and whether it had to be ended."""
    peak, end = 0.0, time.monotonic() + limit
    while child.poll() is None:
        peak = max(peak, _anonymous_mb(child.pid))
        if time.monotonic() > end:
            child.kill()
            child.wait()
            return round(peak), True
        time.sleep(_EVERY_S)
    return round(peak), False


def _others_s() -> float:
    """Processor seconds of this machine since it started, without those of this process and its children."""
    fields = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]
    user, nice, system, _, _, interrupts, soft_interrupts, stolen = map(int, fields)
    busy = user + nice + system + interrupts + soft_interrupts + stolen
    return busy / os.sysconf("SC_CLK_TCK") - sum(os.times()[:4])


def _anonymous_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(x.split()[1]) / 1024 for x in status.splitlines() if x.startswith("RssAnon")), 0.0)
