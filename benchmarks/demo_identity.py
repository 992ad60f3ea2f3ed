"""Who is who in the demo company: what was found in its exports against what is true.

    python benchmarks/demo_identity.py [customers] [seed …]

Precision and recall are over pairs of identifiers (`sojourn.demo.scoring`); shared ids are left out of them and
reported by themselves.
"""

import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import pyarrow.csv

from sojourn.demo.company import simulate
from sojourn.demo.exports import write
from sojourn.demo.scoring import Truth, pairwise
from sojourn.events.taxonomy.taxonomy import Taxonomy
from sojourn.identity.nodes import Identifier
from sojourn.identity.resolve import Resolution
from sojourn.ingest.opening import opening
from sojourn.ingest.pouring import Cleaning
from sojourn.project.once import join


def resolved(files: tuple[Path, ...], folder: Path) -> Resolution:
    """Read the files and find out who is who, as `sojourn analyze` does."""
    cleaning = Cleaning(time.time_ns() // 1000 + 10**15, "Europe/Berlin", dataset=True)
    with opening(files) as opened:
        joined, _ = join(opened, cleaning, Taxonomy.of(None), folder)
    return joined.everyone.resolution


def truth_of(folder: Path) -> list[Truth]:
    """The true person of every identifier."""
    text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(("kind", "id", "person"), pyarrow.string()))
    table = pyarrow.csv.read_csv(folder / "_truth" / "identities.csv", convert_options=text)
    return [Truth(**row) for row in table.to_pylist()]


def compare(customers: int, seed: int) -> None:
    """Print one line of figures, and what went wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write(simulate(customers, seed), folder / "exports")
        start = time.perf_counter()
        found = resolved(files, folder / "events")
        seconds = time.perf_counter() - start
        truth = truth_of(folder / "exports")
    customer = {(t.kind, t.id): str(found.of(Identifier(t.kind, t.id))) for t in truth}
    unknown = sum(number == "-1" for number in customer.values())
    known = {key: number for key, number in customer.items() if number != "-1"}
    score = pairwise(truth, known)
    people: dict[str, set[str]] = defaultdict(set)
    for t in truth:
        if t.shared_by == 1 and (t.kind, t.id) in known:
            people[known[t.kind, t.id]].add(t.person)
    several = sorted((len(names) for names in people.values() if len(names) > 1), reverse=True)
    shared = sum(t.shared_by > 1 for t in truth)
    print(
        f"{customers:>9,} {seed:>5} {score.precision:>10.5f} {score.recall:>8.5f} {score.pairs:>12,} {unknown:>8,}"
        f" {shared:>7,} {several[:5]!s:>16} {seconds:>8.1f}"
    )


def main() -> None:
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    seeds = [int(seed) for seed in sys.argv[2:]] or [7]
    print("customers  seed  precision   recall        pairs  unknown  shared  people in mixed  seconds")
    for seed in seeds:
        compare(customers, seed)


if __name__ == "__main__":
    main()
