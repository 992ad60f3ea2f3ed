"""Receipts of tills in stores, whoever made the till: English, German and Chinese headers."""

from collections.abc import Mapping, Sequence
from typing import Final

from duckdb import CaseExpression, CoalesceOperator, Expression

from sojourn.events.expressions import lit
from sojourn.sources.dialects.folding import Lines, folded, varies
from sojourn.sources.dialects.shaping import Shape, fields, number, require, shaped, text
from sojourn.sources.source import RawTable, Workspace

NAME: Final = "pos_receipts"
_FIELDS: Final = {
    "receipt": (
        "receipt no", "receipt number", "receipt id", "receipt", "receipt nr", "slip no", "bon no", "bon number",
        "bonnummer", "bon nr", "bon id", "bon", "bonnr", "kassenbon", "kassenbonnummer", "belegnummer", "beleg nr",
        "transaction no", "transaction number", "transaction id", "trans id", "sale id", "sales id",
        "小票号", "小票编号", "小票", "收据号", "流水号", "交易流水号", "单据号",
    ),
    "store": (
        "store", "store id", "store no", "store number", "store name", "branch", "branch id", "branch name", "shop",
        "shop id", "outlet", "filiale", "filial nr", "filialnummer", "markt", "laden",
        "门店", "门店名称", "门店编号", "门店id", "店铺", "分店",
    ),
    "till": (
        "till", "till id", "till no", "register", "register id", "pos id", "pos terminal", "terminal", "terminal id",
        "workstation", "kasse", "kassennummer", "kassen nr", "收银台", "收银机", "收银机号", "pos机号",
    ),
    "time": (
        "sold at", "sale time", "sold on", "receipt time", "receipt date", "transaction time", "transaction date",
        "purchased at", "purchase time", "purchase date", "timestamp", "datetime", "date time", "sale date",
        "verkauft am", "verkaufszeitpunkt", "verkaufsdatum", "kaufdatum", "bondatum", "belegdatum", "zeitpunkt",
        "datum uhrzeit", "datum", "date", "time", "created at",
        "销售时间", "交易时间", "购买时间", "消费时间", "时间", "交易日期", "销售日期", "日期",
    ),
    "card": (
        "loyalty card", "loyalty card no", "loyalty card number", "loyalty no", "loyalty number", "loyalty id",
        "loyalty", "member card", "member no", "member id", "membership no", "club card", "bonus card", "card no",
        "kundenkarte", "kundenkartennummer", "kundenkarten nr", "bonuskarte", "treuekarte", "karten nr",
        "会员卡", "会员卡号", "会员号", "会员编号", "会员id",
    ),
    "customer": (
        "customer no", "customer number", "customer id", "customer", "customerid", "kundennummer", "kunden nr",
        "kundennr", "kunde", "顾客编号", "客户编号", "客户号", "客户id",
    ),
    "email": ("email", "e mail", "customer email", "email address", "邮箱", "电子邮箱"),
    "phone": ("phone", "mobile", "phone number", "telefon", "telefonnummer", "手机号", "手机", "电话"),
    "total": (
        "total", "receipt total", "total amount", "grand total", "bonsumme", "gesamtsumme", "gesamtbetrag", "summe",
        "合计", "总金额", "实付金额", "应收合计",
    ),
    "amount": (
        "amount", "line amount", "line total", "net amount", "gross amount", "value", "betrag",
        "umsatz", "金额", "小计",
    ),
    "unit": ("unit price", "price", "item price", "einzelpreis", "preis", "单价", "价格"),
    "currency": ("currency", "currency code", "währung", "waehrung", "币种", "货币"),
    "item": (
        "item", "item name", "article", "article name", "product", "product name", "description", "artikel",
        "artikelname", "artikelbezeichnung", "bezeichnung", "produkt", "商品", "商品名称", "品名",
    ),
    "sku": ("sku", "item no", "item code", "ean", "article no", "artikelnummer", "artikel nr", "商品编码", "条码"),
    "quantity": ("quantity", "qty", "units", "menge", "anzahl", "stück", "数量"),
}  # fmt: skip
_ITEMS: Final = {"name": "item", "quantity": "quantity", "price": "amount", "sku": "sku"}
_IDS: Final = {"card": "loyalty_card", "customer": "user", "email": "email", "phone": "phone"}


class PosReceipts:
    """Receipts: recognised by a receipt number and a store or till beside the time and an amount."""

    title = "Point-of-sale receipts"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns are those of a receipt."""
        found = fields(table, _FIELDS)
        return (
            {"receipt", "time"} <= found.keys()
            and bool({"store", "till"} & found.keys())
            and bool({"total", "amount", "unit"} & found.keys())
            and bool(_IDS.keys() & found.keys())
        )

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """One purchase, or one return, per receipt; its lines are kept as a list of items."""
        found = fields(table, _FIELDS)
        require(table, found, ("receipt", "time"), self.title)
        if not {"total", "unit"} & found.keys():
            require(table, found, ("amount",), self.title)
        key = [text(table, found[n]) for n in ("receipt", "store", "till", "time", *_IDS) if n in found]
        if "total" in found and varies(table, workspace, key, found["total"]):
            found["amount"] = found.pop("total")  # what this till calls a total is the line's
        receipts = _receipts(table, workspace, found, key)
        total = found.get("total", "lines_value")
        back = CaseExpression(number(receipts, total) < lit(0.0), lit("Returned in store"))
        roles: dict[str, str | Expression] = {
            "timestamp": found["time"],
            "touchpoint": back.otherwise(lit("Bought in store")),
            "value": total,
        }
        if "currency" in found:
            roles["currency"] = found["currency"]
        shape = Shape(
            roles,
            constants={"channel": "store"},
            identifiers={found[name]: kind for name, kind in _IDS.items() if name in found},
            renamed={"order_id": found["receipt"], **{n: found[n] for n in ("store", "till") if n in found}},
        )
        return shaped(receipts, workspace, NAME, [shape])


def _receipts(
    table: RawTable, workspace: Workspace, found: Mapping[str, str], key: Sequence[Expression]
) -> RawTable:
    """One row per receipt. Numbers start anew in each store, at each till, perhaps each year: all belong to the key."""
    items = {
        "name": "item",
        "quantity": "quantity",
        "price": "unit" if "unit" in found else "amount",
        "sku": "sku",
    }
    parts = {part: found[name] for part, name in items.items() if name in found}
    of_lines = {found[name] for name in ("item", "quantity", "unit", "amount", "sku") if name in found}
    kept = [c for c in table.types if c not in of_lines]
    sums = {} if "total" in found else {"lines_value": _line_value(table, found)}
    return folded(table, workspace, Lines(key, kept, parts, sums), what="receipts")


def _line_value(table: RawTable, found: Mapping[str, str]) -> Expression:
    if "amount" in found:
        return number(table, found["amount"])
    pieces = number(table, found["quantity"]) if "quantity" in found else lit(1.0)
    return number(table, found["unit"]) * CoalesceOperator(pieces, lit(1.0))


POS_RECEIPTS: Final = PosReceipts()
"""The dialect of receipts."""
