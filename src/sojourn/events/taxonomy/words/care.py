"""Care for a patient, from the door to coming back."""

from typing import Final

from sojourn.events.taxonomy.words.line import StageLine, StageWords

CARE: Final = StageLine(
    "care",
    (
        StageWords(
            "Appointment",
            "预约",
            "appointment, appointment booked, booking, referral, referral letter, symptom checker, waiting list, 预约, 挂号, 转诊",
            "call, reminder, 提醒",
        ),
        StageWords(
            "Arrival",
            "到诊",
            "registration, triage, check in, emergency, ambulance, arrival, "
            "reception, 到诊, 分诊, 签到, 急诊, 报到",
            "register, er, waiting room, 登记, 候诊",
        ),
        StageWords(
            "Diagnosis",
            "检查诊断",
            "leucocytes, crp, lactic acid, lacticacid, blood, blood test, lab, lab test, laboratory, x ray, xray, ct, mri, "
            "ultrasound, ecg, biopsy, scan, diagnosis, diagnostic, anamnesis, consultation, examination, screening, "
            "化验, 检验, 检查, 血常规, 影像, 拍片, 诊断, 问诊, 会诊, 筛查",
            "test, sample, result, results, consult, 结果, 样本",
        ),
        StageWords(
            "Treatment",
            "治疗",
            "iv antibiotics, iv liquid, antibiotics, infusion, iv, medication, drug, surgery, operation, therapy, treatment, "
            "vaccination, dialysis, chemotherapy, radiotherapy, admission, ward, intensive care, transfer, "
            "nursing, 治疗, 手术, 用药, 输液, 抗生素, 住院, 入院, 病房, 护理, 疫苗, 化疗",
            "admit, admitted, procedure, prescription, pharmacy, 处方, 取药",
        ),
        StageWords(
            "Discharge",
            "出院",
            "discharge, discharged, release, discharge letter, "
            "insurance bill, 出院, 离院, 结算",
            "bill, payment, home, 缴费",
        ),
        StageWords(
            "Follow-up",
            "随访",
            "follow up, followup, return, revisit, readmission, check up, checkup, rehabilitation, rehab, "
            "home care, patient survey, 随访, 复诊, 再入院, 康复, 回访",
            "survey, reminder, feedback, 满意度",
        ),
    ),
)  # fmt: skip
"""Six stages of an illness or an examination."""
