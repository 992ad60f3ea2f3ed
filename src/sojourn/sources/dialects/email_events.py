"""What e-mail service providers tell of each message: SendGrid, Mailchimp, Klaviyo and their like."""

from collections.abc import Mapping, Sequence
from typing import Final

from duckdb import CoalesceOperator, Expression

from sojourn.events.expressions import call, lit
from sojourn.events.names import words
from sojourn.sources.dialects.shaping import (
    Shape,
    chosen,
    fields,
    joined,
    require,
    shaped,
    some_values,
    text,
)
from sojourn.sources.source import RawTable, Workspace

NAME: Final = "email_events"
_FIELDS: Final = {
    "email": ("email", "email address", "recipient", "rcpt to", "to email", "to address", "subscriber", "subscriber email",
              "profile email", "member email", "邮箱", "邮箱地址", "收件人"),
    "event": ("event", "event type", "event name", "metric name", "metric", "action", "activity", "activity type",
              "type", "record type", "status", "事件", "事件类型", "动作"),
    "time": ("timestamp", "event time", "event timestamp", "datetime", "time", "occurred at", "event at", "created at",
             "date", "event date", "action time", "时间", "事件时间"),
    "event_id": ("sg event id", "event id", "event uuid", "事件id"),
    "message": ("smtp id", "sg message id", "message id", "messageid", "message", "message uuid", "email id", "邮件id"),
    "campaign": ("campaign name", "campaign title", "campaign", "marketing campaign name", "newsletter name",
                 "title", "campaign id", "marketing campaign id", "活动", "活动名称"),
    "kind": ("category", "message type", "email type", "mail type", "message category", "邮件类型"),
    "subject": ("subject", "email subject", "subject line", "campaign subject", "邮件主题", "主题"),
    "url": ("url", "link", "clicked url", "link url", "url clicked", "链接"),
    "user": ("customer no", "customer id", "customer number", "user id", "userid", "external id", "subscriber key",
             "客户编号", "用户id"),
    "klaviyo_profile": ("klaviyo profile id", "profile id", "person id"),
    "mailchimp_member": ("email unique id", "unique email id", "euid", "leid", "mailchimp member id"),
    "ip": ("ip", "ip address"),
    "user_agent": ("useragent", "user agent"),
    "country": ("country", "country code"),
}  # fmt: skip
_EVENTS: Final = {
    "E-mail sent": ("sent", "send", "processed", "injection", "submitted", "queued", "email_sent", "sent_email", "发送"),
    "E-mail delivered": ("delivered", "delivery", "deliver", "received_email", "email_delivered", "received", "送达"),
    "E-mail opened": ("open", "opened", "opens", "opened_email", "email_opened", "email_open", "open_email", "unique_open",
                      "打开"),
    "E-mail clicked": ("click", "clicked", "clicks", "clicked_email", "email_clicked", "email_click", "click_email", "点击"),
    "E-mail bounced": ("bounce", "bounced", "bounces", "bounced_email", "email_bounced", "hard_bounce", "soft_bounce",
                       "hard_bounced", "soft_bounced", "permanent_fail", "failed", "退信"),
    "E-mail dropped": ("dropped", "drop", "dropped_email", "rejected", "reject", "suppressed", "blocked"),
    "E-mail delayed": ("deferred", "deferral", "delay", "delayed", "temporary_fail", "deliverydelay"),
    "Unsubscribed": ("unsubscribe", "unsubscribed", "unsub", "unsubs", "unsubscribed_from_list", "unsubscribed_from_email",
                     "group_unsubscribe", "list_unsubscribe", "opt_out", "optout", "退订"),
    "Resubscribed": ("group_resubscribe", "resubscribe", "resubscribed"),
    "Subscribed": ("subscribe", "subscribed", "subscribed_to_list", "subscribed_to_email_marketing", "opt_in", "订阅"),
    "E-mail marked as spam": ("spamreport", "spam_report", "spam", "complaint", "complained", "marked_email_as_spam",
                              "abuse", "spam_complaint", "投诉"),
}  # fmt: skip
_MESSAGES: Final = {
    "Newsletter": ("newsletter", "newsletters", "news", "digest", "weekly_digest", "简报"),
    "Welcome e-mail": ("welcome", "welcome_email", "welcome_series", "onboarding", "欢迎"),
    "Confirmation e-mail": ("confirmation", "order_confirmation", "booking_confirmation", "purchase_confirmation", "确认"),
    "Receipt": ("receipt", "invoice", "收据"),
    "Shipping e-mail": ("shipping", "shipment", "shipping_confirmation", "shipping_update", "dispatch", "发货通知"),
    "Renewal reminder": ("renewal", "renewal_reminder", "续费提醒"),
    "Reminder": ("reminder", "appointment_reminder", "booking_reminder", "提醒"),
    "Cart reminder": ("abandoned_cart", "cart_abandonment", "cart_reminder", "cart_recovery"),
    "Survey invitation": ("survey", "survey_invitation", "feedback", "feedback_request", "review_request", "nps", "csat"),
    "Offer": ("promotion", "promotional", "promo", "offer", "sale", "促销"),
    "Win-back e-mail": ("winback", "win_back", "reactivation", "reengagement", "re_engagement"),
    "Password e-mail": ("password", "password_reset", "forgot_password"),
}  # fmt: skip
"""Kinds of messages by the codes of a category: what a customer calls them."""
_CODES: Final = frozenset(c for codes in _EVENTS.values() for c in codes)
_SURE: Final = (
    "sg event id",
    "smtp id",
    "sg message id",
    "campaign id",
    "email unique id",
    "klaviyo profile id",
)
_PROPERTIES: Final = ("subject", "ip", "user_agent", "country")


class EmailEvents:
    """Events of messages: recognised by an address, a time, and events of which most are those of e-mail."""

    title = "E-mail service provider events"

    def recognises(self, table: RawTable) -> bool:
        """Whether rows tell what became of a message to an address."""
        found = fields(table, _FIELDS)
        if not {"email", "event", "time"} <= found.keys():
            return False
        share = _known(some_values(table, found["event"]))
        names = {words(column) for column in table.types}
        return (
            share >= 0.8
            or (share >= 0.3 and len(names & set(_SURE)) > 0)
            or {"sg event id", "smtp id"} <= names
        )

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """One event per row; names that are not those of e-mail events stay as the provider writes them."""
        found = fields(table, _FIELDS)
        require(table, found, ("email", "event", "time"), self.title)
        roles: dict[str, str | Expression] = {
            "timestamp": found["time"],
            "touchpoint": _touchpoint(table, found["event"], found.get("kind", "")),
        }
        if "campaign" in found or "kind" in found:
            roles["campaign"] = found.get("campaign", found.get("kind", ""))
        if "event_id" in found:
            roles["message_id"] = joined(lit("email event "), text(table, found["event_id"]))
        ids = {
            "email": "email",
            "user": "user",
            "klaviyo_profile": "klaviyo_profile",
            "mailchimp_member": "mailchimp_member",
        }
        renamed = {n: found[n] for n in _PROPERTIES if n in found} | _named(
            found, {"page_url": "url", "email_id": "message"}
        )
        shape = Shape(
            roles,
            constants={"channel": "email"},
            identifiers={found[name]: kind for name, kind in ids.items() if name in found},
            renamed=renamed,
        )
        return shaped(table, workspace, NAME, [shape])


def _named(found: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {new: found[field] for new, field in names.items() if field in found}


def _known(values: Sequence[str]) -> float:
    known = sum("_".join(words(v).split()) in _CODES for v in values)
    return known / len(values) if values else 0.0


def _touchpoint(table: RawTable, column: str, kind: str) -> Expression:
    """What happened to the message; a message of a known kind goes by its name: ``Newsletter opened``."""
    happened = CoalesceOperator(chosen(table, column, _EVENTS, text(table, column)), text(table, column))
    if not kind:
        return happened
    return call("replace", happened, lit("E-mail"), chosen(table, kind, _MESSAGES, lit("E-mail")))


EMAIL_EVENTS: Final = EmailEvents()
"""The dialect of e-mail events."""
