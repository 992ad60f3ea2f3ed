"""Linkage without a common key on public sets with known truth: pairwise precision, recall and F1 as a Markdown table.

    python benchmarks/linkage.py DATA

DATA is a folder with febrl/dataset3.csv.gz, splink_fake_1000/fake_1000.csv and amazon_google_products/*.csv.gz. No label is
used but to score; the best threshold in hindsight is given beside the one that was chosen.
"""

import gzip
import io
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from sojourn.identity.linkage import Linkage, likely_pairs
from sojourn.identity.nodes import keys_of
from sojourn.identity.resolve import resolve


def table_of(path: Path) -> pa.Table:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("latin-1")
    names = [name.strip(' "') for name in text.partition("\n")[0].strip().split(",")]
    types = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True)
    read = csv.ReadOptions(column_names=names, skip_rows=1)
    parse = csv.ParseOptions(newlines_in_values=True)
    source = io.BytesIO(text.encode())
    return csv.read_csv(source, read_options=read, convert_options=types, parse_options=parse)


def febrl(data: Path) -> tuple[pa.Table, set[tuple[int, int]], str | None]:
    table = table_of(data / "febrl/dataset3.csv.gz")
    cluster = pc.replace_substring_regex(table["rec_id"], r"^rec-(\d+)-.*$", r"\1")
    return table, within(cluster), None


def fake_1000(data: Path) -> tuple[pa.Table, set[tuple[int, int]], str | None]:
    table = table_of(data / "splink_fake_1000/fake_1000.csv")
    return table, within(table["cluster"]), None


def products(data: Path) -> tuple[pa.Table, set[tuple[int, int]], str | None]:
    folder = data / "amazon_google_products"
    parts = []
    for side, name in (("amazon", "Amazon.csv.gz"), ("google", "GoogleProducts.csv.gz")):
        part = table_of(folder / name).select(["id", "title", "manufacturer", "price"])
        parts.append(part.append_column("side", pa.array([side] * part.num_rows)))
    table = pa.concat_tables(parts)
    price = pc.replace_substring_regex(table["price"], r"[^0-9.]", "")
    table = table.set_column(3, "price", pc.if_else(pc.equal(price, ""), None, price).cast(pa.float64()))
    row = {key: k for k, key in enumerate(table["id"].to_pylist())}
    known = table_of(folder / "Amzon_GoogleProducts_perfectMapping.csv.gz")
    pairs = zip(known["idAmazon"].to_pylist(), known["idGoogleBase"].to_pylist(), strict=True)
    return table, {tuple(sorted((row[a], row[b]))) for a, b in pairs}, "side"


def within(cluster: pa.ChunkedArray) -> set[tuple[int, int]]:
    members: dict[str, list[int]] = {}
    for k, name in enumerate(cluster.to_pylist()):
        members.setdefault(name, []).append(k)
    return {(a, b) for rows in members.values() for k, a in enumerate(rows) for b in rows[k + 1 :]}


def score(found: set[tuple[int, int]], true: set[tuple[int, int]]) -> tuple[float, float, float]:
    hits = len(found & true)
    precision, recall = hits / max(len(found), 1), hits / len(true)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def pairs_of(linkage: Linkage, rows: np.ndarray) -> set[tuple[int, int]]:
    return set(zip(linkage.a[rows].tolist(), linkage.b[rows].tolist(), strict=True))


def hindsight(linkage: Linkage, true: set[tuple[int, int]]) -> float:
    order = np.argsort(-linkage.probability, kind="stable")
    pairs = zip(linkage.a[order].tolist(), linkage.b[order].tolist(), strict=True)
    hits = np.cumsum([pair in true for pair in pairs])
    return float((2 * hits / (np.arange(1, len(hits) + 1) + len(true))).max())


def main() -> None:
    data = Path(sys.argv[1])
    print("| set | records | true pairs | threshold | precision | recall | F1 | F1, joined | best F1 | s |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, read in (("Febrl 3", febrl), ("fake_1000", fake_1000), ("Amazon–Google", products)):
        table, true, side = read(data)
        start = time.perf_counter()
        linkage = likely_pairs(table, side=side, country="GB")
        seconds = time.perf_counter() - start
        p, r, f1 = score(pairs_of(linkage, np.flatnonzero(linkage.linked)), true)
        records = pa.array([str(k) for k in range(table.num_rows)])
        nodes, links = linkage.links("record", records, name)
        joined = resolve(nodes, links)
        customer = pa.array(joined.customer[nodes.places(keys_of("record", records))]).cast(pa.string())
        together = score(within(customer), true)[2]
        print(
            f"| {name} | {table.num_rows:,} | {len(true):,} | {linkage.threshold:.3f} | {p:.4f} | {r:.4f} | {f1:.4f} "
            f"| {together:.4f} | {hindsight(linkage, true):.4f} | {seconds:.0f} |"
        )


if __name__ == "__main__":
    main()
