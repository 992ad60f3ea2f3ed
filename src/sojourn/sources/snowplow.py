"""Snowplow's enriched events as its pipeline writes them: 131 cells between tabs, no header, no quotes."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.sources.encoding import as_utf8
from sojourn.sources.json_lines import BROKEN
from sojourn.sources.json_pieces import BLANK, RECORD
from sojourn.sources.kernels.spans import split_cells
from sojourn.sources.pieces import scanned, texts
from sojourn.sources.source import SAMPLE_ROWS, Given, Head, RawTable, Workspace

NAMES: Final = tuple(
    """app_id platform etl_tstamp collector_tstamp dvce_created_tstamp event event_id txn_id name_tracker v_tracker
    v_collector v_etl user_id user_ipaddress user_fingerprint domain_userid domain_sessionidx network_userid geo_country
    geo_region geo_city geo_zipcode geo_latitude geo_longitude geo_region_name ip_isp ip_organization ip_domain
    ip_netspeed page_url page_title page_referrer page_urlscheme page_urlhost page_urlport page_urlpath page_urlquery
    page_urlfragment refr_urlscheme refr_urlhost refr_urlport refr_urlpath refr_urlquery refr_urlfragment refr_medium
    refr_source refr_term mkt_medium mkt_source mkt_term mkt_content mkt_campaign contexts se_category se_action
    se_label se_property se_value unstruct_event tr_orderid tr_affiliation tr_total tr_tax tr_shipping tr_city tr_state
    tr_country ti_orderid ti_sku ti_name ti_category ti_price ti_quantity pp_xoffset_min pp_xoffset_max pp_yoffset_min
    pp_yoffset_max useragent br_name br_family br_version br_type br_renderengine br_lang br_features_pdf
    br_features_flash br_features_java br_features_director br_features_quicktime br_features_realplayer
    br_features_windowsmedia br_features_gears br_features_silverlight br_cookies br_colordepth br_viewwidth
    br_viewheight os_name os_family os_manufacturer os_timezone dvce_type dvce_ismobile dvce_screenwidth
    dvce_screenheight doc_charset doc_width doc_height tr_currency tr_total_base tr_tax_base tr_shipping_base
    ti_currency ti_price_base base_currency geo_timezone mkt_clickid mkt_network etl_tags dvce_sent_tstamp
    refr_domain_userid refr_dvce_tstamp derived_contexts domain_sessionid derived_tstamp event_vendor event_name
    event_format event_version event_fingerprint true_tstamp""".split()  # noqa: SIM905 - a column of names reads better
)
"""The columns in the order of the file."""

_TIME: Final = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")
_UUID: Final = re.compile(rb"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COLLECTED, _EVENT_ID = NAMES.index("collector_tstamp"), NAMES.index("event_id")
_PIECE: Final = 1 << 20
_TAB: Final = 9


class SnowplowSource:
    """Enriched TSV: recognised by its number of cells and the forms of the collector's time and the event's id."""

    def recognises(self, head: Head) -> bool:
        """Whether one of the first lines has 131 cells, with a time and an id where they belong."""
        lines = head.start.splitlines()[:20]
        return any(_is_event(line.split(b"\t")) for line in lines)

    def open(self, given: Given, workspace: Workspace) -> RawTable:
        """The file as a table of text columns under Snowplow's names."""
        path = as_utf8(given, workspace)
        return RawTable(
            given.label,
            "snowplow_tsv",
            dict.fromkeys(NAMES, "VARCHAR"),
            _sample(path),
            lambda: _scan(path, workspace),
            reject_when=BROKEN,
            blank_when=BLANK,
            reject_text=RECORD,
        )


def _scan(path: Path, workspace: Workspace) -> duckdb.DuckDBPyRelation:
    """All lines; one with another number of cells is marked, not skipped."""
    fields = [pa.field(name, pa.string()) for name in (*NAMES, RECORD)]
    schema = pa.schema([*fields, pa.field(BROKEN, pa.bool_()), pa.field(BLANK, pa.bool_())])

    def work(buffer: NDArray[np.uint8], newline: int) -> pa.RecordBatch:
        most = int(np.count_nonzero(buffer == newline)) + 1
        starts, ends = np.empty((2, len(NAMES), most), np.int32)
        lines = np.empty((2, most), np.int32)
        states = np.empty(most, np.uint8)
        rows = split_cells(buffer, newline, _TAB, starts, ends, lines, states)
        broken, blank = states[:rows] == 1, states[:rows] == 2
        told = np.where(broken, lines[0, :rows], -1).astype(np.int32)
        cells = [
            texts(buffer, starts[i, :rows], ends[i, :rows], empty_is_missing=True) for i in range(len(NAMES))
        ]
        record = texts(buffer, told, lines[1, :rows])
        return pa.RecordBatch.from_arrays([*cells, record, pa.array(broken), pa.array(blank)], schema=schema)

    return scanned(path, schema, work, workspace)


def _is_event(cells: Sequence[bytes]) -> bool:
    return (
        len(cells) == len(NAMES)
        and _TIME.fullmatch(cells[_COLLECTED]) is not None
        and _UUID.fullmatch(cells[_EVENT_ID]) is not None
    )


def _sample(path: Path) -> pa.Table:
    """Events from the beginning, the middle and the end of the file."""
    size = path.stat().st_size
    rows: list[list[str]] = []
    with path.open("rb") as file:
        for offset in (0, size // 2, size - 2 * _PIECE) if size > 12 * _PIECE else (0,):
            file.seek(offset)
            lines = file.read(4 * _PIECE).split(b"\n")[(1 if offset else 0) : SAMPLE_ROWS // 2]
            found = (line.rstrip(b"\r").decode("utf-8-sig", "replace").split("\t") for line in lines)
            rows += [row for row in found if len(row) == len(NAMES)]
    columns = [pa.array([row[i] or None for row in rows], pa.string()) for i in range(len(NAMES))]
    return pa.table(columns, names=list(NAMES))


SNOWPLOW: Final = SnowplowSource()
"""The source of Snowplow's enriched TSV."""
