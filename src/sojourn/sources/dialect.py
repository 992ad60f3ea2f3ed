"""The seam of dialects: what a foreign system calls things, translated into canonical columns here and nowhere else.

A *source* (:mod:`sojourn.sources.source`) knows how bytes become a table: CSV, JSON, Parquet. A *dialect* knows what
the columns of one system's tables mean, whatever file, data frame or database they came in.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, Protocol

import duckdb
import pyarrow as pa

from sojourn.registry import Registry
from sojourn.sources.source import RawTable, Workspace

Transform = Callable[[duckdb.DuckDBPyRelation], duckdb.DuckDBPyRelation]


class Dialect(Protocol):
    """One foreign system."""

    title: str
    """Its name for people."""

    def recognises(self, table: RawTable) -> bool:
        """Whether the system wrote this table: by its columns first, by its values second, never by the file's name."""
        ...

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """The table's events in canonical form, one table per kind of event where a row tells of several.

        Raises
        ------
        SourceError
            If the table is broken in a way that concerns all of it.
        """
        ...


DIALECTS: Final[Registry[Dialect]] = Registry(
    "dialect",
    {
        "segment": "sojourn.sources.dialects.segment:SEGMENT",
        "ga4": "sojourn.sources.dialects.ga4:GA4",
        "mixpanel": "sojourn.sources.dialects.mixpanel:MIXPANEL",
        "amplitude": "sojourn.sources.dialects.amplitude:AMPLITUDE",
        "posthog": "sojourn.sources.dialects.posthog:POSTHOG",
        "snowplow": "sojourn.sources.dialects.snowplow:SNOWPLOW",
        "matomo": "sojourn.sources.dialects.matomo:MATOMO",
        "unomi": "sojourn.sources.dialects.unomi:UNOMI",
        "shopify_orders": "sojourn.sources.dialects.shopify_orders:SHOPIFY_ORDERS",
        "shopify_tables": "sojourn.sources.dialects.shopify_tables:SHOPIFY_TABLES",
        "email_events": "sojourn.sources.dialects.email_events:EMAIL_EVENTS",
        "advertising": "sojourn.sources.dialects.advertising:ADVERTISING",
        "calls": "sojourn.sources.dialects.calls:CALLS",
        "parcels": "sojourn.sources.dialects.parcels:PARCELS",
        "invoices": "sojourn.sources.dialects.invoices:INVOICES",
        "cdnow": "sojourn.sources.dialects.cdnow:CDNOW",
        "ocel": "sojourn.sources.dialects.ocel:OCEL",
        "pos_receipts": "sojourn.sources.dialects.pos_receipts:POS_RECEIPTS",
        "zendesk": "sojourn.sources.dialects.zendesk:ZENDESK",
        "hubspot": "sojourn.sources.dialects.hubspot:HUBSPOT",
        "salesforce": "sojourn.sources.dialects.salesforce:SALESFORCE",
        "qualtrics": "sojourn.sources.dialects.qualtrics:QUALTRICS",
        "surveymonkey": "sojourn.sources.dialects.surveymonkey:SURVEYMONKEY",
        "formbricks": "sojourn.sources.dialects.formbricks:FORMBRICKS",
        "survey": "sojourn.sources.dialects.surveys:SURVEYS",
        "records": "sojourn.sources.dialects.records:RECORDS",
    },
    group="sojourn.dialects",
)
"""Dialects by name, asked in this order; packages add theirs under the entry-point group ``sojourn.dialects``."""


def derived(
    table: RawTable,
    workspace: Workspace,
    transform: Transform,
    *,
    dialect: str,
    part: str = "",
    roles: Mapping[str, str],
    identifiers: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    link_when: str = "",
) -> RawTable:
    """A table made of another by an engine expression; types and sample follow by themselves.

    Parameters
    ----------
    table
        What the source gave.
    transform
        Takes a relation with the columns of `table` and gives one with the canonical ones. It should pass on the
        columns that `table` names in ``reject_when``, ``blank_when``, ``reject_text`` and ``unread_when`` (see :func:`passed_on`); a
        table that drops them no longer counts broken records, so exactly one table of a file must keep them.
    dialect
        Name of the dialect.
    part
        What the rows are, where one table gives several ("solved"); shown behind the file's name.
    roles, identifiers, constants, link_when
        As in :class:`~sojourn.sources.source.RawTable`, about the columns that `transform` makes.
    """
    sample_of = workspace.connection.from_arrow(_with_marks(table))
    made = transform(sample_of)
    sample = made.to_arrow_table()
    marks = {
        name for name in (table.reject_when, table.blank_when, table.reject_text, table.unread_when) if name
    }
    types = {n: str(t) for n, t in zip(made.columns, made.types, strict=True) if n not in marks | {link_when}}
    kept = {name: name if name in made.columns else "" for name in marks}
    return replace(
        table,
        label=f"{table.label} ({part})" if part else table.label,
        types=types,
        sample=sample.select(list(types)),
        scan=lambda: transform(table.scan()),
        reject_when=kept.get(table.reject_when, ""),
        blank_when=kept.get(table.blank_when, ""),
        reject_text=kept.get(table.reject_text, ""),
        unread_when=kept.get(table.unread_when, ""),
        dialect=dialect,
        roles=dict(roles),
        identifiers=dict(identifiers or {}),
        constants=dict(constants or {}),
        link_when=link_when,
    )


def passed_on(table: RawTable) -> list[duckdb.Expression]:
    """The columns by which broken and half-read records are told, to be selected along."""
    return [
        duckdb.ColumnExpression(name)
        for name in dict.fromkeys((table.reject_when, table.blank_when, table.reject_text, table.unread_when))
        if name
    ]


def set_aside(table: RawTable, reason: str, *, dialect: str) -> RawTable:
    """The table as one that is not read, because it neither holds events nor tells of customers."""
    return replace(table, dialect=dialect, aside=reason)


def _with_marks(table: RawTable) -> pa.Table:
    """The sample with the columns that only scans have: no row of a sample is broken."""
    sample = table.sample
    for name in (table.reject_when, table.blank_when, table.unread_when):
        if name and name not in sample.column_names:
            sample = sample.append_column(name, pa.array([False] * sample.num_rows))
    if table.reject_text and table.reject_text not in sample.column_names:
        sample = sample.append_column(table.reject_text, pa.nulls(sample.num_rows, pa.string()))
    return sample
