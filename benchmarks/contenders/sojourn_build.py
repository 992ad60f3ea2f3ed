"""Sojourn: from a file to a cleaned, sorted journey log on disk, which the other questions are then asked of."""

import json
import shutil
import sys
from pathlib import Path

from clock import repeat

from sojourn.assembling import write_log
from sojourn.log.store import open_log

MEMORY = 6_000_000_000


def build(path: str) -> str:
    target = Path(path + ".log")
    shutil.rmtree(target, ignore_errors=True)
    write_log([path], str(target), columns={}, timezone="UTC", keep_duplicates=False, memory_limit=MEMORY)
    return str(target)


_, path, tiny, runs, patience = sys.argv[1:]
build(tiny)
target, timings = repeat(lambda: build(path), int(runs), float(patience))
size = sum(f.stat().st_size for f in Path(target).rglob("*") if f.is_file())
extent = open_log(Path(target), verify=False).extent
answer = {"rows": {"events": extent.events, "customers": extent.customers, "bytes": size}}
sys.stdout.write("\n" + json.dumps({"steps": {"load": timings}, "versions": {}, "answer": answer}) + "\n")
