"""Print how far the built-in taxonomy reaches on real data, as a Markdown table: ``python benchmarks/coverage_of_taxonomy.py [FOLDER]``.

FOLDER holds one folder per data set (``../shared/data`` beside the project by default). A folder is read as a whole where its files
are one company's, file by file where they are different logs. ``--names`` prints every name with what is known of it.
"""

import sys
from pathlib import Path

import pyarrow as pa

import sojourn as sj
from sojourn.events.taxonomy.classify import Classifier

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"
APART = {
    "bpic2012",
    "bpic2012_w_tax",
    "receipt_wabo",
    "road_traffic_fines",
    "cdnow",
    "cdp_fixtures",
    "rsc15_yoochoose_100k",
}
READABLE = (".csv", ".csv.gz", ".xes.gz", ".parquet", ".json", ".jsonl", ".tsv", ".tsv.gz", ".txt", ".txt.gz")


def batch_of(log):
    """All events of a log with the columns a taxonomy looks at."""
    for journeys in log.journeys():
        start, stop = int(journeys.offsets[0]), int(journeys.offsets[-1])
        columns = {}
        for name, values in journeys.columns.items():
            if name in journeys.vocabularies:
                codes = values[start:stop]
                names = pa.array(journeys.vocabularies[name].names, pa.string())
                columns[name] = pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), names)
            elif isinstance(values, pa.Array):
                columns[name] = values.slice(start, stop - start)
        yield pa.RecordBatch.from_pydict(columns)


def share(part, whole):
    """A percentage; never 100 or 0 for what is not quite all or nothing."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    return f"{percent:.0f} %" if percent in {0, 100} or 1 <= percent <= 99 else f"{percent:.1f} %"


def told(batches):
    """Share of events with channel, medium and kind after classification."""
    count, filled = 0, dict.fromkeys(("channel", "media", "kind", "channel_group"), 0)
    for batch in batches:
        count += batch.num_rows
        for name in filled:
            if name in batch.schema.names:
                filled[name] += batch.num_rows - batch.column(name).null_count
    return {name: share(n, count) for name, n in filled.items()}


def sets(folder):
    for data in sorted(folder.iterdir()):
        files = (
            sorted(f for f in data.rglob("*") if f.name.endswith(READABLE) and "README" not in f.name)
            if data.is_dir()
            else []
        )
        if data.name in APART:
            yield from ((f"{data.name}/{f.name}", [f]) for f in files)
        elif files:
            yield data.name, files


def main(folder, *, names):
    print("| data | events | names | mapped | resembles a known name | unknown | channel | medium | kind |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for name, files in sets(folder):
        try:
            log = sj.read([str(f) for f in files])
        except sj.SojournError as error:
            print(f"{name}: {str(error).splitlines()[0][:150]}", file=sys.stderr)
            continue
        classifier = Classifier()
        made = told([classifier.apply(batch) for batch in batch_of(log)])
        reach = classifier.coverage()
        distinct = f"{len(reach.names):,}{'+' if reach.unlisted else ''}"
        parts = [
            share(n, reach.events) for n in (reach.events_known, reach.events_suggested, reach.events_unknown)
        ]
        cells = [name, f"{reach.events:,}", distinct, *parts, made["channel"], made["media"], made["kind"]]
        print("| " + " | ".join(cells) + " |", flush=True)
        if names:
            for entry in (*reach.known, *reach.suggested, *reach.unknown)[:80]:
                r = entry.recognition
                print(
                    f"    {entry.events:>8,}  {r.how:9}  {r.confidence:4.2f}  {entry.name[:60]!r}  {r.stage}  {r.like}"
                )


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--names"]
    main(Path(arguments[0]) if arguments else DATA, names="--names" in sys.argv)
