"""Exports of shops, tills, mail providers, advertising, call centres and carriers, with made-up values."""

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.contract.dialect_fixtures import Fixture

ORDERS = """\
Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,\
Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,\
Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,\
Billing Zip,Billing Country,Billing Phone,Shipping Country,Notes,Cancelled at,Payment Method,Refunded Amount,Vendor,Id,Tags,\
Risk Level,Source,Lineitem discount,Phone
#1001,ann@mail.example,paid,2025-10-07 09:50:30 +0200,fulfilled,2025-10-08 10:00:00 +0200,yes,EUR,30.00,4.90,0.00,34.90,,0.00,\
Standard,2025-10-07 09:50:26 +0200,2,Blue cup,10.00,,CUP-1,true,true,fulfilled,Ann A,'01067,DE,+49 351 1234567,DE,,,card,0.00,\
Cups,5400000001,,Low,web,0.00,
#1001,ann@mail.example,,,,,,,,,,,,,,,1,Red cup,10.00,,CUP-2,true,true,fulfilled,,,,,,,,,,Cups,,,,,0.00,
#1002,bob@mail.example,partially_refunded,2025-10-07 12:30:00 +0200,unfulfilled,,no,EUR,20.00,0.00,0.00,20.00,,0.00,,\
2025-10-07 11:00:00 +0200,1,"Cup, large",20.00,,CUP-3,true,true,pending,Bob B,'10115,DE,,DE,,2025-10-09 08:00:00 +0200,\
invoice,5.00,Cups,5400000002,,Low,pos,0.00,+49 30 7654321
"""

RECEIPTS = """\
Receipt no,Store,Till,Sold at,Loyalty card,Item,Quantity,Amount,Currency
7001,Leeds,2,2025-03-01 10:15,LC500014,Socks,2,9.80,GBP
7001,Leeds,2,2025-03-01 10:15,LC500014,Scarf,1,19.00,GBP
7001,York,1,2025-03-01 10:15,LC500020,Socks,1,4.90,GBP
7002,York,1,2025-03-02 16:40,LC500014,Scarf,-1,-19.00,GBP
"""

RECEIPTS_DE = """\
Bonnummer;Filiale;Kasse;Verkauft am;Kundenkarte;Artikel;Menge;Betrag
9001;Köln Ehrenfeld;3;01.03.2025 15:03;KK-77100;Socken;1;9,80
9001;Köln Ehrenfeld;3;01.03.2025 15:03;KK-77100;Mütze;1;1.019,00
9002;Berlin Mitte;1;02.03.2025 11:00;KK-77200;Socken;1;9,80
"""

RECEIPTS_ZH = """\
小票号,门店,收银台,销售时间,会员卡号,商品名称,数量,金额
3001,上海一店,1,2025-03-01 15:03:00,M880001,袜子,1,19.80
3002,北京二店,2,2025-03-02 11:00:00,M880002,围巾,1,99.00
"""

INVOICES = """\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
500001,10002,TIN ROBOT,6,2011-03-01 08:26:00,2.55,17000.0,United Kingdom
500001,10080,PAPER STAR,2,2011-03-01 08:26:00,3.00,17000.0,United Kingdom
500002,10002,TIN ROBOT,1,2011-03-01 09:00:00,2.55,17001.0,France
C500003,10002,TIN ROBOT,-1,2011-03-04 10:00:00,2.55,17000.0,United Kingdom
"""

CDNOW = """\
 00001 19970101  1   11.77
 00002 19970112  1   12.00
 00002 19970112  5   77.00
"""

SENDGRID = """\
email,timestamp,smtp-id,event,category,sg_event_id,sg_message_id,useragent,ip,url,asm_group_id
ann@mail.example,1740820000,<a1@smtp>,processed,welcome,ev01,m01,,,,
ann@mail.example,1740820002,<a1@smtp>,delivered,welcome,ev02,m01,,,,
ann@mail.example,1740823602,<a1@smtp>,open,welcome,ev03,m01,Mozilla/5.0,203.0.113.9,,
ann@mail.example,1740823702,<a1@smtp>,click,welcome,ev04,m01,Mozilla/5.0,203.0.113.9,https://shop.example/new,
bob@mail.example,1740820003,<a2@smtp>,bounce,welcome,ev05,m02,,,,
bob@mail.example,1740820009,<a2@smtp>,spamreport,welcome,ev06,m02,,,,
ann@mail.example,1740829999,<a1@smtp>,group_unsubscribe,welcome,ev07,m01,,,,12
"""

MAILCHIMP = """\
Email Address,Action,Timestamp,Campaign Title,URL,IP,Email Unique ID
ann@mail.example,sent,2025-03-01T10:00:00+00:00,Spring,,,u1
ann@mail.example,open,2025-03-01T11:00:00+00:00,Spring,,203.0.113.9,u1
ann@mail.example,click,2025-03-01T11:01:00+00:00,Spring,https://shop.example/,203.0.113.9,u1
bob@mail.example,bounce,2025-03-01T10:00:05+00:00,Spring,,,u2
"""

KLAVIYO = """\
Datetime,Metric Name,Email,Klaviyo Profile ID,Campaign Name,Subject,URL
2025-03-01 10:00:00,Received Email,ann@mail.example,01HXA,Spring,New cups,
2025-03-01 11:00:00,Opened Email,ann@mail.example,01HXA,Spring,New cups,
2025-03-01 11:01:00,Clicked Email,ann@mail.example,01HXA,Spring,New cups,https://shop.example/
2025-03-01 11:05:00,Marked Email as Spam,bob@mail.example,01HXB,Spring,New cups,
"""

AD_LOG = """\
Time,Publisher,utm_medium,Campaign,Impressions,Clicks,Cost,Currency,gclid,Cookie ID
2025-03-01 10:00:00 UTC,Google,cpc,brand,1,1,0.31,EUR,Cj0KCQiA1,ck-91
2025-03-01 10:05:00 UTC,Instagram,paid_social,happy_feet,1,0,0.01,EUR,,ck-92
"""

AD_SPEND = """\
Day,Campaign,Impressions,Clicks,Cost,Currency code
2025-03-01,brand,1000,31,12.50,EUR
2025-03-02,brand,900,22,10.10,EUR
"""

CALLS = """\
Call ID,Caller number,Direction,Start time,Wait seconds,Duration,Queue,Agent,Disposition,Reason
C1,+49 351 1234567,inbound,2025-03-01T09:00:00Z,30,240,Orders,Kim,answered,Delivery
C2,+49 30 7654321,inbound,2025-03-01T09:05:00Z,180,0,Orders,,abandoned,
C3,+49 30 7654321,outbound,2025-03-01T09:30:00Z,0,60,Orders,Kim,answered,Call back
"""

ASTERISK = """\
calldate,clid,src,dst,dcontext,channel,lastapp,duration,billsec,disposition,uniqueid
2025-03-01 09:00:00,Ann <+493511234567>,+493511234567,3000,queue,SIP/1,Queue,300,270,ANSWERED,1740819600.1
2025-03-01 09:05:00,Bob <+49307654321>,+49307654321,3000,queue,SIP/2,Queue,45,0,NO ANSWER,1740819900.2
"""

PARCELS = """\
Tracking number,Order number,Status,Event time,Carrier,Location
PX100001,#1001,label_created,2025-10-07T12:00:00+02:00,Flinkpost,
PX100001,#1001,In Transit,2025-10-08T06:00:00+02:00,Flinkpost,Leipzig
PX100001,#1001,OUT_FOR_DELIVERY,2025-10-09T07:00:00+02:00,Flinkpost,Dresden
PX100001,#1001,delivered,2025-10-09T11:00:00+02:00,Flinkpost,Dresden
"""

REST = {
    "orders.csv": "id,email,created_at,processed_at,total_price,currency,name,order_number,customer_id,financial_status,"
    "fulfillment_status,cancelled_at,source_name,cart_token,checkout_token,phone,_fivetran_synced\n"
    "5001,ann@mail.example,2025-03-01 10:00:00.000,2025-03-01 10:00:00.000,34.9,EUR,#1001,1001,7001,paid,fulfilled,,web,ct1,"
    "co1,,2025-03-02 00:00:00\n"
    "5002,bob@mail.example,2025-03-02 10:00:00.000,2025-03-02 10:00:00.000,20,EUR,#1002,1002,7002,voided,,"
    "2025-03-02 11:00:00.000,pos,,,,2025-03-02 00:00:00\n",
    "customers.csv": "id,first_name,last_name,email,phone,orders_count,total_spent,verified_email,tax_exempt,_fivetran_synced\n"
    "7001,Ann,A,ann@mail.example,+493511234567,1,34.9,TRUE,FALSE,2025-03-02 00:00:00\n"
    "7002,Bob,B,bob@mail.example,,1,20,TRUE,FALSE,2025-03-02 00:00:00\n",
    "abandoned.csv": "id,abandoned_checkout_url,created_at,customer_id,email,token,cart_token,total_price,currency,_fivetran_synced\n"
    "61,https://shop.example/61,2025-02-27 09:00:00,7001,ann@mail.example,co0,ct0,12.0,EUR,2025-03-02 00:00:00\n",
    "transactions.csv": "id,order_id,amount,created_at,processed_at,gateway,kind,status,currency,_fivetran_synced\n"
    "1,5001,34.9,2025-03-01 10:00:01,2025-03-01 10:00:01,card,sale,success,EUR,2025-03-02 00:00:00\n"
    "2,5002,20,2025-03-02 10:00:01,2025-03-02 10:00:01,card,authorization,success,EUR,2025-03-02 00:00:00\n"
    "3,5001,4.9,2025-03-05 10:00:01,2025-03-05 10:00:01,card,refund,success,EUR,2025-03-05 00:00:00\n",
    "refunds.csv": "id,created_at,processed_at,note,restock,user_id,order_id,_fivetran_synced\n"
    "9,2025-03-05 10:00:00,2025-03-05 10:00:00,,FALSE,1,5001,2025-03-05 00:00:00\n",
    "order_lines.csv": "order_id,id,product_id,variant_id,name,price,quantity,sku,_fivetran_synced\n"
    "5001,1,11,12,Blue cup,15,2,CUP-1,2025-03-02 00:00:00\n",
}

OBJECTS = (
    ("c1", "customers", ()), ("c2", "customers", ()), ("o1", "orders", ("c1",)), ("o2", "orders", ("c2",)),
    ("i1", "items", ()), ("i2", "items", ()), ("i3", "items", ()), ("p1", "products", ()), ("k1", "packages", ()),
)  # fmt: skip
OBJECT_EVENTS = (
    ("e1", "Place order", "2024-01-02T10:00:00Z", ("c1", "o1", "i1", "i2", "p1")),
    ("e2", "Place order", "2024-01-03T10:00:00Z", ("c2", "o2", "i3", "p1")),
    ("e3", "Pick item", "2024-01-03T12:00:00Z", ("i1",)),
    ("e4", "Send package", "2024-01-04T12:00:00Z", ("k1", "i1", "i2")),
    ("e5", "Pay order", "2024-01-05T12:00:00Z", ("o1",)),
)


def _file(name, text, encoding="utf-8"):
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def _packed(name, text):
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(gzip.compress(text.encode(), mtime=0))
        return path

    return write


def _folder(files):
    def write(folder: Path) -> Path:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return write


def _webhook(folder: Path) -> Path:
    header, *rows = [line.split(",") for line in SENDGRID.splitlines()]
    events = [{k: v for k, v in zip(header, row, strict=True) if v} for row in rows]
    path = folder / "webhook.json"
    path.write_text(json.dumps(events), encoding="utf-8")
    return path


def ocel_json(folder: Path) -> Path:
    """The object-centric log as JSON."""
    document = {
        "objectTypes": [{"name": n, "attributes": []} for n in dict.fromkeys(kind for _, kind, _ in OBJECTS)],
        "eventTypes": [{"name": n, "attributes": []} for n in dict.fromkeys(kind for _, kind, _, _ in OBJECT_EVENTS)],
        "objects": [
            {"id": i, "type": kind, "attributes": [], "relationships": [{"objectId": t, "qualifier": "of"} for t in to]}
            for i, kind, to in OBJECTS
        ],
        "events": [
            {
                "id": i, "type": kind, "time": time, "attributes": [{"name": "price", "value": 9.5}],
                "relationships": [{"objectId": o, "qualifier": "with"} for o in objects],
            }
            for i, kind, time, objects in OBJECT_EVENTS
        ],
    }  # fmt: skip
    path = folder / "log.jsonocel"
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return path


def ocel_xml(folder: Path) -> Path:
    """The object-centric log as XML."""

    def related(ids):
        return (
            "<objects>"
            + "".join(f'<relationship object-id="{i}" qualifier="with"/>' for i in ids)
            + "</objects>"
        )

    kinds = "".join(f'<object-type name="{n}"/>' for n in dict.fromkeys(kind for _, kind, _ in OBJECTS))
    objects = "".join(
        f'<object id="{i}" type="{kind}"><attributes/>{related(to)}</object>' for i, kind, to in OBJECTS
    )
    events = "".join(
        f'<event id="{i}" type="{kind}" time="{time}"><attributes><attribute name="price">9.5</attribute></attributes>'
        f"{related(objects)}</event>"
        for i, kind, time, objects in OBJECT_EVENTS
    )
    path = folder / "log.xml"
    path.write_text(
        f"<?xml version='1.0' encoding='UTF-8'?><log><object-types>{kinds}</object-types><event-types/>"
        f"<objects>{objects}</objects><events>{events}</events></log>",
        encoding="utf-8",
    )
    return path


def ocel_sqlite(folder: Path) -> Path:
    """The object-centric log as an SQLite database."""
    path = folder / "log.sqlite"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        for table, columns in (
            ("event", "ocel_id, ocel_type"), ("object", "ocel_id, ocel_type"),
            ("event_object", "ocel_event_id, ocel_object_id, ocel_qualifier"),
            ("object_object", "ocel_source_id, ocel_target_id, ocel_qualifier"),
            ("event_map_type", "ocel_type, ocel_type_map"), ("object_map_type", "ocel_type, ocel_type_map"),
        ):  # fmt: skip
            database.execute(f"CREATE TABLE {table} ({columns})")
        for kind in dict.fromkeys(kind for _, kind, _, _ in OBJECT_EVENTS):
            short = kind.replace(" ", "")
            database.execute("INSERT INTO event_map_type VALUES (?, ?)", (kind, short))
            database.execute(f"CREATE TABLE event_{short} (ocel_id, ocel_time, price)")
        for i, kind, time, objects in OBJECT_EVENTS:
            database.execute("INSERT INTO event VALUES (?, ?)", (i, kind))
            table = f"event_{kind.replace(' ', '')}"
            database.execute(
                f"INSERT INTO {table} VALUES (?, ?, ?)", (i, time.replace("T", " ").rstrip("Z"), 9.5)
            )
            database.executemany("INSERT INTO event_object VALUES (?, ?, 'with')", [(i, o) for o in objects])
        for i, kind, to in OBJECTS:
            database.execute("INSERT INTO object VALUES (?, ?)", (i, kind))
            database.executemany("INSERT INTO object_object VALUES (?, ?, 'of')", [(i, t) for t in to])
    return path


_MAIL = frozenset({"E-mail sent", "E-mail opened", "E-mail clicked", "E-mail bounced"})
_SENDGRID = frozenset(
    {
        name.replace("E-mail", "Welcome e-mail")
        for name in _MAIL | {"E-mail delivered", "E-mail marked as spam"}
    }
) | {"Unsubscribed"}
_OCEL_TOUCHES = frozenset({"Place order", "Pick item", "Send package", "Pay order"})
_OCEL_IDS = frozenset({"user", "order", "ocel_item_case", "ocel_package_case"})
_CALLED = frozenset(
    {"Called support", "Called by the company", "Call answered", "Call abandoned", "Took the company's call"}
)

FIXTURES: tuple[Fixture, ...] = (
    Fixture(
        "shopify_orders", "shopify_orders", _file("orders_export.csv", ORDERS), 6, 0,
        frozenset({"Order placed", "Order paid", "Order fulfilled", "Order cancelled", "Refunded"}),
        frozenset({"order", "email", "phone"}),
    ),
    Fixture(
        "shopify_rest", "shopify_tables", _folder(REST), 8, 2,
        frozenset({"Order placed", "Order cancelled", "Checkout abandoned", "Payment made", "Payment authorised",
                   "Refund paid", "Refunded"}),
        frozenset({"order", "email", "phone", "shopify_customer", "shopify_cart", "shopify_checkout"}),
    ),
    Fixture("receipts_en", "pos_receipts", _file("till.csv", RECEIPTS), 3, 0,
            frozenset({"Bought in store", "Returned in store"}), frozenset({"loyalty_card"})),
    Fixture("receipts_de", "pos_receipts", _file("kasse.csv", RECEIPTS_DE, "latin-1"), 2, 0,
            frozenset({"Bought in store"}), frozenset({"loyalty_card"})),
    Fixture("receipts_zh", "pos_receipts", _file("till.csv", RECEIPTS_ZH, "gb18030"), 2, 0,
            frozenset({"Bought in store"}), frozenset({"loyalty_card"})),
    Fixture("invoices", "invoices", _file("retail.csv", INVOICES), 3, 0,
            frozenset({"Order placed", "Order returned"}), frozenset({"user"})),
    Fixture("cdnow", "cdnow", _file("master.txt", CDNOW), 3, 0, frozenset({"Order placed"}), frozenset({"user"})),
    Fixture("cdnow_packed", "cdnow", _packed("master.txt.gz", CDNOW), 3, 0,
            frozenset({"Order placed"}), frozenset({"user"})),
    Fixture("ocel_json", "ocel", ocel_json, 5, 4, _OCEL_TOUCHES, _OCEL_IDS),
    Fixture("ocel_xml", "ocel", ocel_xml, 5, 4, _OCEL_TOUCHES, _OCEL_IDS),
    Fixture("ocel_sqlite", "ocel", ocel_sqlite, 5, 4, _OCEL_TOUCHES, _OCEL_IDS),
    Fixture("sendgrid_csv", "email_events", _file("events.csv", SENDGRID), 7, 0, _SENDGRID, frozenset({"email"})),
    Fixture("sendgrid_webhook", "email_events", _webhook, 7, 0, _SENDGRID, frozenset({"email"})),
    Fixture("mailchimp", "email_events", _file("activity.csv", MAILCHIMP), 4, 0, _MAIL,
            frozenset({"email", "mailchimp_member"})),
    Fixture("klaviyo", "email_events", _file("events.csv", KLAVIYO), 4, 0,
            frozenset({"E-mail delivered", "E-mail opened", "E-mail clicked", "E-mail marked as spam"}),
            frozenset({"email", "klaviyo_profile"})),
    Fixture("ad_log", "advertising", _file("ads.csv", AD_LOG), 2, 0, frozenset({"Ad seen", "Ad clicked"}),
            frozenset({"ad_click", "cookie"})),
    Fixture("ad_spend", "advertising", _folder({"spend.csv": AD_SPEND, "ads.csv": AD_LOG}), 2, 0,
            frozenset({"Ad seen", "Ad clicked"}), frozenset({"ad_click", "cookie"})),
    Fixture("calls", "calls", _file("calls.csv", CALLS), 6, 0, _CALLED, frozenset({"phone"})),
    Fixture("asterisk", "calls", _file("Master.csv", ASTERISK), 4, 0,
            frozenset({"Called support", "Call answered", "Call abandoned"}), frozenset({"phone"})),
    Fixture("parcels", "parcels", _file("tracking.csv", PARCELS), 4, 0,
            frozenset({"Parcel announced", "Parcel in transit", "Parcel out for delivery", "Parcel delivered"}),
            frozenset({"shipment", "order"})),
)  # fmt: skip
