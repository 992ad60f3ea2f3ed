"""Plain invoices, one row per line: number, goods, quantity, unit price, customer (the form of UCI Online Retail)."""

from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import call, lit
from sojourn.sources.dialects.folding import Lines, folded
from sojourn.sources.dialects.shaping import Shape, fields, number, require, shaped, text, whole_id
from sojourn.sources.source import RawTable, Workspace

NAME: Final = "invoices"
_FIELDS: Final = {
    "invoice": ("invoice no", "invoice", "invoice number", "invoiceno", "invoice id", "rechnungsnummer", "rechnung nr",
                "发票号", "发票编号"),
    "time": ("invoice date", "invoicedate", "rechnungsdatum", "开票日期", "发票日期"),
    "quantity": ("quantity", "qty", "menge", "anzahl", "数量"),
    "price": ("unit price", "price", "unitprice", "einzelpreis", "preis", "单价", "价格"),
    "customer": ("customer id", "customerid", "customer no", "customer number", "customer", "kundennummer", "客户编号", "客户id"),
    "item": ("description", "product", "item", "product name", "bezeichnung", "artikel", "商品", "商品名称"),
    "sku": ("stock code", "stockcode", "sku", "product code", "item code", "artikelnummer", "商品编码"),
    "country": ("country", "land", "国家"),
    "currency": ("currency", "währung", "币种"),
}  # fmt: skip
_ITEMS: Final = {"name": "item", "quantity": "quantity", "price": "price", "sku": "sku"}


class Invoices:
    """Invoice lines: recognised by an invoice's number and date beside a quantity, a unit price and a customer."""

    title = "Invoices"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns are those of invoice lines."""
        return {"invoice", "time", "quantity", "price", "customer"} <= fields(table, _FIELDS).keys()

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """One event per invoice, its value the sum of quantity × price; ``C`` before the number is a return."""
        found = fields(table, _FIELDS)
        require(table, found, ("invoice", "time", "quantity", "price", "customer"), self.title)
        items = {part: found[name] for part, name in _ITEMS.items() if name in found}
        kept = [c for c in table.types if c not in items.values()]
        line = number(table, found["quantity"]) * number(table, found["price"])
        lines = Lines([text(table, found["invoice"])], kept, items, {"lines_value": line})
        invoices = folded(table, workspace, lines, what="invoices")
        roles: dict[str, str | Expression] = {
            "timestamp": found["time"],
            "touchpoint": _touchpoint(text(table, found["invoice"])),
            "value": "lines_value",
        }
        if "currency" in found:
            roles["currency"] = found["currency"]
        shape = Shape(
            roles,
            identifiers={found["customer"]: "user"},
            made={found["customer"]: whole_id(table, found["customer"])},
            renamed={
                "order_id": found["invoice"],
                **({"country": found["country"]} if "country" in found else {}),
            },
        )
        return shaped(invoices, workspace, NAME, [shape])


def _touchpoint(invoice: Expression) -> Expression:
    """What the letter before the number says: C for a credit, A for an adjustment."""
    letter = call("upper", call("regexp_extract", invoice, lit("^([A-Za-z])[0-9]+$"), lit(1)))
    case = CaseExpression(letter == lit("C"), lit("Order returned"))
    return case.when(letter == lit("A"), lit("Invoice adjusted")).otherwise(lit("Order placed"))


INVOICES: Final = Invoices()
"""The dialect of plain invoices."""
