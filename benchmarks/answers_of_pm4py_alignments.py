"""Write how pm4py aligns three real logs to a flow: ``.venv-peers/bin/python benchmarks/answers_of_pm4py_alignments.py``.

The file it writes is the reference of ``tests/reference/test_conformance.py``. The flow of each log is its most frequent
transitions that carry 85 % of all, between touchpoints that lie on a way from a start to an end; starts and ends are the
most frequent that carry 85 % of the cases. Per variant it holds the cost by the alignment to a directly-follows graph and
by the alignment to the Petri net of that graph, in moves.
"""

import gzip
import json
import tempfile
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
import pm4py  # noqa: E402
from pm4py.algo.conformance.alignments.dfg import algorithm as to_graph  # noqa: E402
from pm4py.algo.conformance.alignments.petri_net import algorithm as to_net  # noqa: E402
from pm4py.util import variants_util  # noqa: E402

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"
LOGS = {
    "sepsis": "sepsis/SEPSIS.xes.gz",
    "receipt": "receipt_wabo/receipt.xes.gz",
    "road_fines": "road_traffic_fines/12_roadtraffic_1t_per_variant.xes.gz",
}
CARRY = 0.85
MOVE = 10_000
"""What pm4py charges for a move that only one side makes; the rest of a cost are the silent steps of a net, 1 each."""


def carrying(counts: dict) -> dict:
    """The most frequent until they carry the share, equals by name."""
    kept, carried = {}, 0
    for key, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if carried >= CARRY * sum(counts.values()):
            break
        kept[key] = n
        carried += n
    return kept


def reached(edges: set, first: set) -> set:
    """Everything that edges lead to from some nodes, these included."""
    found = set(first)
    while more := {b for a, b in edges if a in found} - found:
        found |= more
    return found


def answers(path: Path) -> dict:
    """The flow, and what aligning every variant of the log to it costs."""
    with tempfile.NamedTemporaryFile(suffix=".xes") as plain:
        plain.write(gzip.decompress(path.read_bytes()))
        plain.flush()
        log = pm4py.read_xes(plain.name)
    graph, starts, ends = pm4py.discover_dfg(log)
    edges, starts, ends = carrying(dict(graph)), carrying(dict(starts)), carrying(dict(ends))
    useful = reached(set(edges), set(starts)) & reached({(b, a) for a, b in edges}, set(ends))
    edges = {pair: n for pair, n in edges.items() if set(pair) <= useful}
    starts, ends = ({k: n for k, n in some.items() if k in useful} for some in (starts, ends))
    net = pm4py.convert_to_petri_net(edges, starts, ends)
    variants = pm4py.get_variants(log)
    names = sorted(set(log["concept:name"]))
    began = time.process_time()
    by_graph = {v: to_graph.apply(variants_util.variant_to_trace(v), edges, starts, ends) for v in variants}
    seconds_graph = time.process_time() - began
    began = time.process_time()
    by_net = {v: to_net.apply(variants_util.variant_to_trace(v), *net) for v in variants}
    seconds_net = time.process_time() - began
    empty = to_graph.apply(variants_util.variant_to_trace(()), edges, starts, ends)["cost"] // MOVE
    fitness = to_graph.apply(log, edges, starts, ends)
    return {
        "names": names,
        "flow": sorted([names.index(a), names.index(b)] for a, b in edges),
        "starts": sorted(names.index(a) for a in starts),
        "ends": sorted(names.index(a) for a in ends),
        "shortest": empty,
        "average_fitness": sum(a["fitness"] for a in fitness) / len(fitness),
        "log_fitness": 1 - sum(a["cost"] // MOVE for a in fitness) / sum(a["bwc"] // MOVE for a in fitness),
        "seconds_graph": round(seconds_graph, 2),
        "seconds_net": round(seconds_net, 2),
        "variants": [
            [" ".join(str(names.index(a)) for a in v), by_graph[v]["cost"] // MOVE, by_net[v]["cost"] // MOVE]
            for v in sorted(variants)
        ],
    }


if __name__ == "__main__":
    target = ROOT / "tests/reference/pm4py_alignments.json"
    result = {"pm4py": pm4py.__version__} | {name: answers(DATA / path) for name, path in LOGS.items()}
    text = json.dumps(result, ensure_ascii=False, indent=0).replace(",\n", ", ")
    target.write_text(text.replace("], [", "],\n[") + "\n", encoding="utf-8")
    for name in LOGS:
        found = result[name]
        other = sum(a != b for _, a, b in found["variants"])
        print(
            name,
            len(found["variants"]),
            "variants,",
            other,
            "differ between graph and net,",
            found["seconds_graph"],
            found["seconds_net"],
            "s",
        )
