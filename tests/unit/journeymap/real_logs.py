"""Some of the real data sets beside the project as journey logs."""

import gzip
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow as pa
import pyarrow.csv as pa_csv

from sojourn.log.build import LogBuilder
from sojourn.log.memory import memory_log

DATA = Path(__file__).parents[4] / "shared" / "data"


def xes(path, keep=lambda attributes: True):
    columns = {"customer_id": [], "timestamp": [], "touchpoint": []}
    with gzip.open(DATA / path) as file:
        for _, element in ET.iterparse(file):
            if not element.tag.endswith("trace"):
                continue
            parts = [
                {a.get("key"): a.get("value") for a in child}
                for child in element
                if child.tag.endswith("event")
            ]
            case = next(a.get("value") for a in element if a.get("key") == "concept:name")
            for event in filter(keep, parts):
                columns["customer_id"].append(case)
                columns["touchpoint"].append(event["concept:name"])
                columns["timestamp"].append(datetime.fromisoformat(event["time:timestamp"]))
            element.clear()
    return _log(pa.table(columns))


def csv(path, **roles):
    table = pa_csv.read_csv(DATA / path)
    return _log(pa.table({role: table.column(name) for role, name in roles.items()}))


def _log(table):
    times = table.column("timestamp").cast(pa.timestamp("us")).cast(pa.int64())
    table = table.set_column(table.column_names.index("timestamp"), "timestamp", times)
    builder = LogBuilder(clean=str.strip)
    for batch in table.combine_chunks().to_batches():
        builder.add(batch, source=0, compare_rows=False)
    return memory_log(builder.finish())


def receipt():
    return xes("receipt_wabo/receipt.xes.gz")


def sepsis():
    return xes("sepsis/SEPSIS.xes.gz")


def teleclaims():
    return xes("teleclaims/02_teleclaims.xes.gz")


def bpic2012():
    return xes("bpic2012/BPI_Challenge_2012.xes.gz", lambda e: e["lifecycle:transition"] == "COMPLETE")


def road_fines():
    return csv(
        "road_traffic_fines/traffic_fines_10k_cases.csv.gz",
        customer_id="case_id",
        timestamp="timestamp",
        touchpoint="activity",
    )


def simple_shop():
    return csv(
        "retentioneering_simple_shop/simple-onlineshop.csv.gz",
        customer_id="user_id",
        timestamp="timestamp",
        touchpoint="event",
    )
