"""Known numbers of public data sets (``../shared/data/README.md``) for metrics and survival."""

import gzip

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pytest

import sojourn as sj
from sojourn.analysis.stats.survival import kaplan_meier

pytestmark = pytest.mark.shared_data


def test_the_net_promoter_score_of_botanic(shared_data):
    """8,191 answers of 8,394; 5,114 promoters, 2,383 passives, 694 detractors: 53.96. Scores run from 1 to 10; the comments
    are Latin-1, and 11 rows have no time, which the score does not need."""
    with gzip.open(shared_data / "botanic_nps_fr/nps_part_public.csv.gz") as file:
        table = pa.csv.read_csv(file, read_options=pa.csv.ReadOptions(encoding="latin-1"),
                                convert_options=pa.csv.ConvertOptions(null_values=["NA"]))  # fmt: skip
    assert table.num_rows == 8394
    rows = pa.table(
        {
            "customer_id": pc.binary_join_element_wise(
                "r", pa.array(range(table.num_rows)).cast(pa.string()), ""
            ),
            "timestamp": pa.array(1_420_070_400_000_000 + np.arange(table.num_rows) * 60_000_000).cast(
                pa.timestamp("us", "UTC")
            ),
            "touchpoint": ["Survey"] * table.num_rows,
            "score": table["nps"].cast(pa.float64()),
            "scale": ["nps_0_10"] * table.num_rows,
        }
    )
    found = next(r for r in sj.metrics(sj.read(rows)).table.to_pylist() if r["metric"] == "nps")
    assert found["n"] == 8191
    assert found["value"] == pytest.approx(100 * (5114 - 694) / 8191, abs=1e-9)
    assert round(found["value"], 2) == 53.96
    variance = (5114 + 694) / 8191 - ((5114 - 694) / 8191) ** 2
    assert found["high"] - found["low"] == pytest.approx(2 * 195.9964 * (variance / 8190) ** 0.5, rel=1e-5)


@pytest.mark.parametrize(
    ("group", "n", "median"), [(None, 163, 56), ("control", 129, 58), ("miR-137", 34, 26)]
)
def test_the_medians_of_waltons(shared_data, group, n, median):
    """Medians as the lifelines documentation gives them (survival data of Walton)."""
    table = pa.csv.read_csv(shared_data / "survival_reference/waltons_dataset.csv")
    if group is not None:
        table = table.filter(pc.equal(table["group"], group))
    found = kaplan_meier(table["T"].to_numpy(), table["E"].to_numpy() == 1)
    assert (found.n, found.median()[0]) == (n, median)
    assert found.median()[1] <= median <= found.median()[2]


def test_contacts_of_a_zendesk_export(shared_data):
    """Tickets opened and what customers wrote are contacts; states and replies of the same export are none."""
    log = sj.read(shared_data / "zendesk_export")
    rows = sj.metrics(log, by="touchpoint").table.to_pylist()
    contacts = {r["group"] for r in rows if r["metric"] == "contact_rate" and r["dimension"] == "touchpoint"}
    assert contacts == {"Ticket opened", "Customer wrote"}
