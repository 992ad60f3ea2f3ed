"""How long aligning journeys to a map takes, beside pm4py: ``python benchmarks/conformance.py [journeys] [sample]``.

Journeys of the demo company are aligned to its true map: all of them by Sojourn, alone and as part of a whole check; and a
sample of them by Sojourn and by pm4py's alignment to a directly-follows graph, which must cost the same. Seconds of one
process, wall clock and processor; compiled functions are warm.
"""

import json
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".venv-peers/bin/python"
MOVE = 10_000


def timed(what):
    wall, cpu = time.perf_counter(), time.process_time()
    result = what()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def sojourn(journeys, sample):
    import numpy as np

    import sojourn as sj
    from sojourn.analysis.seam import answer
    from sojourn.company_map import true_map
    from sojourn.demo.company import simulate
    from sojourn.demo.ledger import ledger
    from sojourn.journeymap.conform.alignment import AlignmentSpec
    from sojourn.journeymap.conform.graph import graph_of
    from sojourn.journeymap.conform.seeing import seen
    from sojourn.log.kernels.alignment import align

    sj.remember(0)
    small = simulate(2_000, 3)
    jmap = true_map(small)
    sj.check(jmap, sj.read(ledger(small)))
    log = sj.read(ledger(simulate(journeys, 1)))
    through, spec = seen(log, jmap), AlignmentSpec(graph_of(jmap))
    print(f"{log!r}; map of {len(jmap.touchpoints)} touchpoints and {len(jmap.flow)} flows")
    answer(through, spec)
    found, wall, cpu = timed(lambda: answer(through, spec))
    print(f"alignments: {wall:.2f} s ({cpu:.2f} s processor), fitness {found.fit.value:.4f}")
    whole, wall, cpu = timed(lambda: sj.check(jmap, log))
    print(f"whole check: {wall:.2f} s ({cpu:.2f} s processor), score {whole.score:.4f}")
    part = next(through.journeys()).slice(0, sample)
    places = part.flat("touchpoint")
    places = np.where(places < spec.graph.size, places, -1).astype(np.int32)
    places.setflags(write=False)
    (costs, *_), _, cpu = timed(lambda: align(part.offsets, places, *spec.graph.walks))
    edges = part.offsets.tolist()
    told = {
        "flow": spec.graph.flows,
        "starts": spec.graph.starts,
        "ends": spec.graph.ends,
        "paths": [places[a:b].tolist() for a, b in pairwise(edges)],
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(told, file)
        file.flush()
        run = subprocess.run(
            [PEERS, __file__, "--peer", file.name], capture_output=True, text=True, check=True
        )
    answered = json.loads(run.stdout.splitlines()[-1])
    same = answered["costs"] == costs.tolist()
    print(
        f"{len(costs):,} journeys: sojourn {cpu:.4f} s, pm4py {answered['seconds']:.2f} s processor;", end=" "
    )
    print(f"pm4py / sojourn = {answered['seconds'] / cpu:,.0f}; costs {'equal' if same else 'DIFFER'}")


def peer(file):
    import warnings

    warnings.simplefilter("ignore")
    from pm4py.algo.conformance.alignments.dfg import algorithm
    from pm4py.util import variants_util

    told = json.loads(Path(file).read_text(encoding="utf-8"))
    flow = {(str(a), str(b)): 1 for a, b in told["flow"]}
    starts, ends = ({str(a): 1 for a in told[name]} for name in ("starts", "ends"))
    paths = [tuple(map(str, path)) for path in told["paths"]]
    traces = {path: variants_util.variant_to_trace(path) for path in set(paths)}
    costs, _, cpu = timed(
        lambda: {
            path: algorithm.apply(trace, flow, starts, ends)["cost"] // MOVE for path, trace in traces.items()
        }
    )
    print(json.dumps({"seconds": cpu, "costs": [costs[path] for path in paths]}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peer"]:
        peer(sys.argv[2])
    else:
        sizes = [int(text) for text in sys.argv[1:]] + [100_000, 2_000][len(sys.argv) - 1 :]
        sojourn(*sizes)
