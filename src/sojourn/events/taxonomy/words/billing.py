"""Something that has to be paid: fines, taxes, invoices, debts."""

from typing import Final

from sojourn.events.taxonomy.words.line import StageLine, StageWords

BILLING: Final = StageLine(
    "billing",
    (
        StageWords(
            "Notice",
            "通知",
            "create fine, send fine, fine, invoice created, invoice sent, send invoice, invoice, bill sent, "
            "tax assessment, statement sent, meter reading, 罚单, 开票, 账单, 发票, 税单, 抄表",
            "create, send, notification, bill, 创建, 发送, 通知",
        ),
        StageWords(
            "Dispute",
            "争议",
            "appeal, objection, dispute, "
            "申诉, 异议, 复议, 争议",
            "complaint, judge, court, question, 投诉, 疑问",
        ),
        StageWords(
            "Reminder",
            "催缴",
            "add penalty, penalty, reminder, reminder sent, dunning, overdue, late fee, second notice, final notice, 滞纳金, 催缴, 逾期, 提醒",
            "warning, 警告",
        ),
        StageWords(
            "Settlement",
            "结清",
            "payment, pay, paid, payment received, partial payment, instalment, installment, settle, settled, direct debit, "
            "credit collection, send for credit collection, collection, debt collection, enforcement, write off, "
            "付款, 支付, 缴费, 缴纳, 分期, 结清, 催收, 强制执行, 核销",
            "close, receipt, 收据",
        ),
    ),
)  # fmt: skip
"""Four stages from the notice to the end of a debt."""
