"""Write what pm4py counts on five real logs: ``.venv-peers/bin/python benchmarks/answers_of_pm4py.py``.

The file it writes is the reference of ``tests/reference/test_pm4py.py``. Only counts are kept, under the names of the
logs' activities; no event of the logs is in it.
"""

import gzip
import json
import tempfile
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
import pm4py  # noqa: E402

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"
LOGS = {
    "sepsis": "sepsis/SEPSIS.xes.gz",
    "bpic2012": "bpic2012/BPI_Challenge_2012.xes.gz",
    "receipt": "receipt_wabo/receipt.xes.gz",
    "teleclaims": "teleclaims/02_teleclaims.xes.gz",
    "road_fines": "road_traffic_fines/12_roadtraffic_1t_per_variant.xes.gz",
}


def answers(path: Path) -> dict:
    """Cases, events, starts, ends, directly-follows counts and variants, as pm4py's own functions give them."""
    with tempfile.NamedTemporaryFile(suffix=".xes") as plain:
        plain.write(gzip.decompress(path.read_bytes()))
        plain.flush()
        log = pm4py.read_xes(plain.name)
    graph, starts, ends = pm4py.discover_dfg(log)
    variants = pm4py.get_variants(log)
    performance, _, _ = pm4py.discover_performance_dfg(log)
    return {
        "cases": int(log["case:concept:name"].nunique()),
        "events": len(log),
        "starts": dict(sorted(starts.items())),
        "ends": dict(sorted(ends.items())),
        "transitions": [[a, b, n, performance[a, b]["mean"]] for (a, b), n in sorted(graph.items())],
        "variants": sorted(
            ([list(v), n if isinstance(n, int) else len(n)] for v, n in variants.items()),
            key=lambda v: (-v[1], v[0]),
        )[:40],
        "distinct_variants": len(variants),
    }


if __name__ == "__main__":
    target = ROOT / "tests/reference/pm4py_answers.json"
    result = {"pm4py": pm4py.__version__} | {name: answers(DATA / path) for name, path in LOGS.items()}
    target.write_text(json.dumps(result, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
