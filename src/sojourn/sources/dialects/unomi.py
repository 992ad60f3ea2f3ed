"""Apache Unomi's items: events, and the profiles that tell who is who."""

from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import lit
from sojourn.sources.source import RawTable, Workspace
from sojourn.sources.translation import Translation, either, flat, named, path_of, share_of, unfolded

_ITEMS: Final = ("event", "profile", "session")
_LINKS: Final = ("profileUpdated", "updateProperties", "identify", "sessionReassigned", "profileMerge")
_URL: Final = ("target.properties.pageInfo.destinationURL", "properties.url", "source.properties.url")


class Unomi:
    """Recognised by `itemType` with the names of Unomi's items."""

    title = "Apache Unomi"

    def recognises(self, table: RawTable) -> bool:
        """Whether most values of `itemType` are events, profiles or sessions, with ids beside them."""
        return "itemId" in table.types and share_of(table, "itemType", _ITEMS) > 0.5

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Events as events; profiles, sessions and what only updates a profile as links."""
        for column in ("properties", "target", "source"):
            table = unfolded(flat(table, workspace), column, workspace)
        t = Translation(table)
        t.needs("itemId")
        item, kind = t.text("itemType"), t.text("eventType")
        t.role("timestamp", t.moment("timeStamp", "timestamp", "properties.lastVisit"))
        t.role("touchpoint", _touchpoint(t, kind))
        profile = CaseExpression(item == lit("profile"), t.text("itemId")).otherwise(t.text("profileId"))
        t.role("message_id", CaseExpression(item == lit("event"), t.text("itemId")).otherwise(lit(None)))
        t.first("itemId", "profileId", "eventType", "itemType")
        t.identifier("cookie", profile)
        t.identifier("cookie", t.first("mergedWith"))
        mails = (
            "properties.email",
            "target.properties.email",
            "profile.properties.email",
            "source.properties.email",
        )
        t.identifier("email", t.first(*mails))
        t.identifier("phone", t.first("properties.phoneNumber"))
        t.keep("page_url", t.first(*_URL))
        t.keep("page_title", t.first("target.properties.pageInfo.pageName"))
        t.keep("page_referrer", t.first("target.properties.pageInfo.referringURL"))
        t.link((item != lit("event")) | kind.isin(*[lit(link) for link in _LINKS]))
        return (t.done(workspace, "unomi", within=("properties.",)),)


def _touchpoint(t: Translation, kind: Expression) -> Expression:
    url = t.peek(*_URL)
    if url is None:
        return kind
    page = either(named("Page: ", path_of(url)), lit("Page viewed"))
    return CaseExpression(kind == lit("view"), page).otherwise(kind)


UNOMI: Final = Unomi()
"""The dialect of Apache Unomi."""
