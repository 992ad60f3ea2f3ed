"""The company's exports: one file per system, each in that system's own form, and the truths beside them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.demo.company import Company
from sojourn.demo.dirt import spoil
from sojourn.demo.effects import effects
from sojourn.demo.evidence import identity_truth
from sojourn.demo.exports.app import app
from sojourn.demo.exports.book import Book, open_book
from sojourn.demo.exports.bots import machine_names, with_bots
from sojourn.demo.exports.dialect import write_csv, write_json_lines
from sojourn.demo.exports.marketing import advertisements, contacts, emails
from sojourn.demo.exports.service import calls, comments, support, users
from sojourn.demo.exports.trade import orders, parcels, store_purchases, subscriptions
from sojourn.demo.exports.voice import question_lines, reviews, surveys
from sojourn.demo.exports.web import web
from sojourn.demo.identities import identify
from sojourn.demo.sheet import Flags, Sheet
from sojourn.demo.truth import FileTruth, customers_table, truth
from sojourn.errors import OutputError

EXPORTS: Final[Mapping[str, Callable[[Book], Sheet]]] = {
    "ads.csv": advertisements,
    "web.jsonl": web,
    "store_purchases.csv": store_purchases,
    "contacts.csv": contacts,
    "orders.csv": orders,
    "email.csv": emails,
    "app.parquet": app,
    "parcels.parquet": parcels,
    "support.jsonl": support,
    "support_comments.jsonl": comments,
    "support_users.jsonl": users,
    "calls.csv": calls,
    "surveys.csv": surveys,
    "subscriptions.csv": subscriptions,
    "reviews.csv": reviews,
}
"""Every file and what fills it."""


def write(company: Company, folder: Path) -> tuple[Path, ...]:
    """Write the exports, ``truth.json`` and the folder ``_truth/`` with the larger truths.

    Parameters
    ----------
    company
        What :func:`sojourn.demo.company.simulate` made.
    folder
        Made if it does not exist; files of the same name are replaced.

    Returns
    -------
    tuple of Path
        The exports only, so that they can be read as they are; the truths are not among them.

    Raises
    ------
    OutputError
        If the folder cannot be written to.

    Examples
    --------
    >>> from sojourn.demo.company import simulate
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     files = write(simulate(20, seed=1), Path(folder))
    >>> [file.name for file in files][:3]
    ['ads.csv', 'web.jsonl', 'store_purchases.csv']
    """
    try:
        return _write(company, Path(folder))
    except OSError as error:
        raise OutputError(
            f"Cannot write the demo company to {folder}: {error.strerror or error}.",
            hint="Choose a folder that you may write to, on a disk with room.",
            context={"folder": str(folder)},
        ) from error


def _write(company: Company, folder: Path) -> tuple[Path, ...]:
    (folder / "_truth").mkdir(parents=True, exist_ok=True)
    ids, count = identify(company), company.people.count
    files: dict[str, FileTruth] = {}
    clean: list[tuple[Sheet, Flags]] = []
    for name, export in EXPORTS.items():
        book = open_book(company, ids, name)
        sheet = export(with_bots(book) if name == "web.jsonl" else book)
        spoiled, dirt, usable = spoil(sheet, count, company.dice)
        files[name] = FileTruth(spoiled, dirt, usable)
        clean.append((sheet, usable))
        write_sheet(folder / name, spoiled)
    found = effects(company)
    graph = identity_truth(clean, pa.concat_arrays([ids.number, machine_names(count)]))
    write_csv(folder / "_truth" / "identities.csv", _columns(graph))
    write_csv(folder / "_truth" / "customers.csv", _columns(customers_table(company, found, ids)))
    document = truth(company, found, files, identities=graph, customers_in_files=_met(clean, count))
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    return tuple(folder / name for name in EXPORTS)


def _met(sheets: list[tuple[Sheet, Flags]], customers: int) -> int:
    """Customers with an event in a usable row."""
    seen = np.zeros(customers, np.bool_)
    for sheet, usable in sheets:
        who = sheet.who[sheet.found.row[usable[sheet.found.row]]]
        seen[who[who < customers]] = True
    return int(seen.sum())


def write_sheet(path: Path, sheet: Sheet) -> None:
    """Write one sheet in the form of its system."""
    if path.suffix == ".jsonl":
        write_json_lines(path, sheet.columns)
    elif path.suffix == ".parquet":
        pq.write_table(pa.table(sheet.columns), path)
    elif sheet.name == "store_purchases.csv":
        write_csv(path, sheet.columns, delimiter=";", encoding="latin-1")
    elif sheet.name == "surveys.csv":
        write_csv(path, sheet.columns, below=question_lines(list(sheet.columns)))
    else:
        write_csv(path, sheet.columns)


def _columns(table: pa.Table) -> dict[str, pa.Array]:
    return {name: table[name].combine_chunks() for name in table.column_names}
