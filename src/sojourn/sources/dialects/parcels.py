"""Where parcels are: a carrier's scans or a shop's tracking table."""

from typing import Final

from duckdb import CoalesceOperator, Expression

from sojourn.events.looks import look_at
from sojourn.events.numbers import scale_of
from sojourn.sources.dialects.shaping import Shape, chosen, fields, require, shaped, text
from sojourn.sources.source import RawTable, Workspace

NAME: Final = "parcels"
_FIELDS: Final = {
    "parcel": ("tracking number", "tracking no", "tracking id", "tracking code", "parcel id", "parcel number", "parcel no",
               "shipment id", "shipment number", "consignment number", "waybill", "waybill number", "awb", "sendungsnummer",
               "paketnummer", "运单号", "快递单号", "物流单号", "包裹号"),
    "order": ("order id", "order number", "order no", "order name", "order", "order ref", "order reference", "bestellnummer",
              "订单号", "订单编号"),
    "status": ("status", "event", "event type", "tracking status", "delivery status", "shipment status", "scan event", "scan",
               "event description", "status description", "status code", "sendungsstatus", "状态", "物流状态", "事件"),
    "time": ("scanned at", "scan time", "event time", "event timestamp", "status time", "status at", "status date", "timestamp",
             "occurred at", "datetime", "date time", "time", "updated at", "date", "zeitpunkt", "时间", "扫描时间", "更新时间"),
    "carrier": ("carrier", "carrier name", "courier", "courier name", "shipper", "tracking company", "versanddienstleister",
                "paketdienst", "承运商", "快递公司", "物流公司"),
    "location": ("location", "facility", "scan location", "depot", "hub", "city", "standort", "地点", "网点"),
    "promised": ("promised on", "promised at", "estimated delivery", "estimated delivery at", "estimated delivery date", "eta",
                 "预计送达"),
    "user": ("customer id", "customer no", "customer number", "customerid", "user id", "kundennummer", "客户编号", "客户id"),
    "email": ("email", "recipient email", "customer email", "邮箱"),
    "phone": ("phone", "recipient phone", "customer phone", "mobile", "电话", "手机号", "收件人电话"),
    "country": ("country", "destination country", "country code", "国家"),
    "score": ("delivery rating", "rating", "delivery score", "stars", "配送评分"),
}  # fmt: skip
_STATES: Final = {
    "Parcel announced": ("announced", "label_created", "label_printed", "label_purchased", "pre_transit", "info_received",
                         "information_received", "registered", "created", "electronically_announced", "已下单"),
    "Parcel shipped": ("shipped", "picked_up", "pickup", "collected", "dispatched", "handed_over", "accepted", "despatched",
                       "versandt", "abgeholt", "已发货", "已揽收", "揽收"),
    "Parcel in transit": ("in_transit", "transit", "intransit", "arrived_at_facility", "departed_facility", "at_depot",
                          "arrival_scan", "departure_scan", "unterwegs", "in_zustellung_unterwegs", "运输中", "在途"),
    "Parcel out for delivery": ("out_for_delivery", "outfordelivery", "on_vehicle_for_delivery", "in_delivery", "in_zustellung",
                                "派送中", "派件中"),
    "Parcel delivery attempted": ("attempted_delivery", "delivery_attempted", "attempt_fail", "attemptfail", "failed_attempt",
                                  "delivery_failed", "not_home", "zustellversuch", "派送失败"),
    "Parcel ready for pickup": ("ready_for_pickup", "available_for_pickup", "availableforpickup", "at_parcel_shop", "待取件"),
    "Parcel delayed": ("delayed", "delay", "exception", "on_hold", "held_at_customs", "verspätet", "延误", "异常"),
    "Parcel delivered": ("delivered", "delivered_to_neighbour", "delivered_to_neighbor", "zugestellt", "已签收", "签收", "已送达"),
    "Parcel returned to sender": ("returned", "return_to_sender", "returned_to_sender", "rücksendung", "已退回", "退回"),
    "Parcel lost or damaged": ("lost", "damaged", "failure", "verloren", "beschädigt", "丢失"),
}  # fmt: skip
_IDS: Final = {"parcel": "shipment", "order": "order", "user": "user", "email": "email", "phone": "phone"}


class Parcels:
    """Tracking tables: recognised by a parcel's or an order's number, a state, a time, and a carrier."""

    title = "Parcel tracking"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns are those of parcels on their way."""
        found = fields(table, _FIELDS)
        if not {"status", "time"} <= found.keys():
            return False
        return "parcel" in found or ({"order", "carrier"} <= found.keys())

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """One event per scan; states of no known name stay as the carrier writes them."""
        found = fields(table, _FIELDS)
        require(table, found, ("status", "time"), self.title)
        said = text(table, found["status"])
        roles: dict[str, str | Expression] = {
            "timestamp": found["time"],
            "touchpoint": CoalesceOperator(chosen(table, found["status"], _STATES, said), said),
        }
        constants = {"channel": "parcel"}
        if "score" in found:
            scale, _ = scale_of(look_at(found["score"], table.sample.column(found["score"]), most=2_000))
            if scale:
                roles["score"] = found["score"]
                constants["scale"] = scale
        named = ("carrier", "location", "country")
        shape = Shape(
            roles,
            constants=constants,
            identifiers={found[name]: kind for name, kind in _IDS.items() if name in found},
            renamed={name: found[name] for name in named if name in found},
        )
        return shaped(table, workspace, NAME, [shape])


PARCELS: Final = Parcels()
"""The dialect of parcel tracking."""
