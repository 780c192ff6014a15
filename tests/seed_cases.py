"""Settles every case of a file of worked cases through the public API: `python -m tests.seed_cases FILE`.

The table below says how a case is told to a policy; nothing is computed here. A case uses the first situation
that covers one of its rules and knows all of its keys.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # so that the file also runs by its path

from tests.case_checking import run  # noqa: E402
from tests.case_telling import (  # noqa: E402
    After,
    Aged,
    Each,
    Flags,
    Has,
    InSeason,
    Lacks,
    Line,
    Listed,
    Named,
    Open,
    Opening,
    Papers,
    Reading,
    ReadOtherwise,
    Situation,
    Span,
    Stands,
    Telling,
    To,
    Unread,
    Visit,
    Words,
)

# ---- the table

LEVEL = Words({1: {"level": "primary"}, 2: {"level": "secondary"}, 3: {"level": "tertiary"}})
PLACE = Words(
    {
        "local": {"place": "local"},
        "in_province": {"place": "in_province"},
        "out_province": {"place": "out_of_province"},
    },
    To(("place",)),
)
PAYMENTS: dict[str, Reading] = {
    "fund": "fund_pay_sumamt",
    "self": "psn_part_amt",
    "funds": Each("fund_pay_sumamt"),
    "selfs": Each("psn_part_amt"),
    "cash": "psn_cash_pay",
    "scope": "inscp_scp_amt",
    "deductible_applied": "act_pay_dedc",
    "undetermined": Has("undetermined"),
    "refused": Has("refused"),
    "payable": Has("paid"),
    "status": Has(),
}

KUNSHAN_KEYS: dict[str, Telling] = {
    "population": To(("population",)),
    "level": LEVEL,
    "cost": To(("medfee_sumamt", "cost_on_home_list", "cost_on_care_list")),
    "total": To(("medfee_sumamt",)),
    "scope_care_place": To(("cost_on_care_list",)),
    "scope_insured_place": To(("cost_on_home_list",)),
    "place": PLACE,
    "off_site": Words({True: {"place": "out_of_province"}, False: {"place": "local"}}),
    "channel": Words({"direct": {"channel": "direct"}}, To((), {"channel": "manual"})),  # there are two ways
    "self_advanced": To(("paid_by_patient",)),
    "service": To(("service_date",)),
    "service_date": To(("service_date",)),
    "discharge": To(("service_date",)),
    "admission": Unread("a stay goes by its day of discharge"),
    "submitted": To(("submitted_on",)),
    "submit_date": To(("submitted_on",)),
    "active": To(("covered",)),
    "suspended": To(("suspension_on_record",)),
    "paid": To(("paid_on",), {"suspension_on_record": None}),
    "paid_date": To(("paid_on",), {"suspension_on_record": None}),
    "previously_insured": To(("insured_last_year",), {"suspension_on_record": None}),
    "filed": Words({True: {"filed_on": "2021-01-01"}, False: {"filed_on": None}}, To(("filed_on",))),
    "filed_before": Words({True: {"filed_on": "2021-01-01"}, False: {"filed_on": None}}),
    "file_date": To(("filed_on",)),
    "networked": To(("networked",)),
    "designated_at_care_place": To(("designated_at_care_place",)),
    "ytd_fund": Unread("both limits are on cost: what was paid is not read"),
}
KUNSHAN_LEFT_OUT: dict[str, Any] = {
    "population": "student",
    "level": "tertiary",
    "signed": False,
    "place": "local",
    "channel": "direct",
    "paid_by_patient": True,
    "service_date": "2021-05-10",
    "submitted_on": "2021-12-30",
    "covered": True,
    "suspension_on_record": False,
    "insured_last_year": True,
    "hosp_part_amt": "0.00",
    "special_disease_item": False,
    "networked": True,
    "designated_at_care_place": True,
    "filed_on": "2021-01-01",
}
KUNSHAN_EXPECTED = (
    PAYMENTS
    | {"missing": Lacks()}
    | {"counted": "counted_cost", "over_cap": "over_cap", "accrual_year": "accrual_year"}
)

SHENZHEN_KEYS: dict[str, Telling] = {
    "level": LEVEL,
    "place": PLACE,
    "status": Words(
        {
            "filed_long_term": {"filed_long_term": True},
            "referral": {"referred": True},
            "emergency": {"emergency_rescue": True},
            "emergency_rescue": {"emergency_rescue": True},
            "temporary": {},
        }
    ),
    "emergency_rescue": To(("emergency_rescue",)),
    "emergency": To(("emergency_rescue",)),
    "referred": To(("referred",)),
    "designated": To(("designated",)),
    "networked": To(("networked",)),
    "service": To(("service_date",)),
    "date": To(("service_date",)),
    "admission": To(("service_date",)),
    "birth": To(("birth",)),
    "enrol": To(("applied_on",)),
    "pay_from_birth": To(("pays_from_birth",)),
    "shenzhen_hukou": To(("shenzhen_hukou",)),
    "other_city_active": To(("insured_elsewhere",)),
    "balance": To(("account_balance",), {"account_linked": True}),
    "relation": Words(
        {who: {"authoriser_relation": who} for who in ("parent", "spouse", "child", "sibling")},
        To((), {"authoriser_relation": "other_relative"}),
    ),
    "tier": To(("authoriser_tier",)),
}
SHENZHEN_LEFT_OUT: dict[str, Any] = {
    "level": "primary",
    "facility_kind": "health_centre",
    "place": "local",
    "designated": True,
    "networked": True,
    "selected_on_record": True,
    "emergency_rescue": False,
    "referred": False,
    "filed_long_term": False,
    "hosp_part_amt": "0.00",
    "service_date": "2024-10-08",
    "birth": "2015-03-01",
    "shenzhen_hukou": True,
    "applied_on": "2024-09-10",
    "pays_from_birth": False,
    "insured_elsewhere": False,
    "account_linked": False,
    "authoriser_tier": "employee_1",
    "authoriser_relation": "parent",
}
SHENZHEN_EXPECTED = PAYMENTS | {"account": "acct_mulaid_pay", "balance_after": "balc"}
SHENZHEN = "policies/shenzhen/children_2024.zh.pol"
KUNSHAN = "policies/kunshan/resident_2021.zh.pol"

FACILITIES = {
    "community_health_centre": "health_centre",
    "other_primary": "other_primary",
    "hospital": "hospital",
}
SHENZHEN_DECISIONS: dict[str, Telling] = SHENZHEN_KEYS | {
    "age": Aged("birth", "2024-10-08"),
    "kind": Words(
        {
            "community_health_centre": {"facility_kind": "health_centre", "level": "primary"},
            "other_primary": {"facility_kind": "other_primary", "level": "primary"},
            "hospital_level<=2": {"facility_kind": "hospital", "level": "secondary"},
            "hospital_level1": {"facility_kind": "hospital", "level": "primary"},
            "hospital_level2": {"facility_kind": "hospital", "level": "secondary"},
            "hospital_level3": {"facility_kind": "hospital", "level": "tertiary"},
            "hospital_level=3": {"facility_kind": "hospital", "level": "tertiary"},
        }
    ),
    "in_city": Words({True: {"place": "local"}, False: {"place": "out_of_province"}}),
    "sel": Visit(FACILITIES),
    "visit": Unread("told with the selection"),
    "months_same_area": To(("months_in_one_place",)),
    "area": Words({"mainland": {"residence_area": "mainland"}, "HK/MO/TW": {"residence_area": "hk_mo_tw"}}),
    "on": To(("service_date", "applied_on")),
    "stopped": To(("stopped",)),
    "local_hukou": To(("shenzhen_hukou",)),
    "local_school": To(("in_local_school",)),
    "full_time_higher_ed": To(("full_time_higher_education",)),
    "paid_school_year": InSeason("applied_on"),
    "first_time": To(("first_enrolment",)),
    "child_card_activated": To(("child_card_activated",)),
    "average_wage": To(("wage_base",)),
    "monthly_disposable_income": To(("income_base",)),
    "given": Papers({"guardian_bank": "guardian_bank_account", "birth_cert": "birth_certificate"}),
    "guardian_in_same_hukou": To(("same_household_book",)),
}
SHENZHEN_DECIDED: dict[str, Reading] = {
    "allowed": "may_select",
    "selected": "selected",
    "cap": "op_limit_by_wage",
    "may_file": "may_file",
    "benefit": "covered",
    "renewed": "renewed",
    "face_scan": "face_scan",
    "from": "benefit_from",
    "to": "covered_until",
    "covered": "covered",
    "eligible": "eligible",
    "limit_date": "six_months_end",
    "within": "enrolled_within_six_months",
    "benefit_from": "benefit_from",
    "months": "months_due",
    "personal_premium": "personal_premium",
    "account": "account_debited",
    "complete": "enrolment_documents",
    "missing": Listed("enrolment_documents"),
}
SHENZHEN_DECIDING = SHENZHEN_LEFT_OUT | {
    "in_local_school": False,
    "full_time_higher_education": False,
    "stopped": False,
    "first_enrolment": False,
    "child_card_activated": False,
    "same_household_book": True,
    "residence_area": "mainland",
    "months_in_one_place": 0,
    "openings": "none",
}
KUNSHAN_DECISIONS: dict[str, Telling] = KUNSHAN_KEYS | {
    "kind": Words({"long_term": {"filing_kind": "long_term"}, "referral": {"filing_kind": "referral"}}),
    "days": To(("days_away",)),
    "residence_proof": To(("residence_proof",)),
    "referral_from_qualified_kunshan": To(("qualified_referral",)),
    "graduating": To(("graduating",)),
    "employee_to_resident": To(("from_employee_scheme",)),
    "personal": Unread("both parts are figures of the policy"),
    "fiscal": Unread("both parts are figures of the policy"),
    "old": Unread("both rates are figures of the policy"),
    "new": Unread("both rates are figures of the policy"),
    "bill": To(("bill",)),
    "credit": To(("credit",)),
    "annual": To(("annual_rate",)),
    "months": To(("deferred_months",)),
    "entry_year": To(("entry_year",)),
    "has_residence_permit": To(("has_residence_permit",)),
    "time": To(("payment_time",)),
    "amount": To(("claim_amount",)),
    "given": Papers({"id": "id_card", "invoice": "outside_invoice", "order": "order_sheet"}),
    "claim": Unread("told by the situation"),
    "flags": Flags(),
    "emergency": To(("emergency_care",)),
    "accident": To(("accident",)),
    "rescue": To(("rescue",)),
    "external_drug": To(("outside_drug",)),
    "special_disease": To(("special_disease_item",)),
    "off_site": Words({True: {"place": "out_of_province"}, False: {"place": "local"}}),
}
KUNSHAN_DECIDED: dict[str, Reading] = {
    "may_file": "may_file",
    "accepted": "accepted",
    "accrual_year": "accrual_year",
    "late": "late",
    "period": Span("student_period_from", "student_period_to"),
    "covered": "not_suspended",
    "channels": Open("claim_points"),
    "open": "payment_open",
    "printable_from": "printable_from",
    "filed_before": "filed_first",
    "reimbursable": "institution_claimable",
    "version": Named("version_in_force", {"KS-2021": "kunshan_2021"}),
    "payable": "manual_claimable",
    "payer": "who_pays",
    "id": Named("payment_document", {"residence_permit": "residence_permit"}),
}
KUNSHAN_DECIDING = KUNSHAN_LEFT_OUT | {
    "suspension_on_record": None,
    "place": "out_of_province",
    "networked": False,
    "designated_at_care_place": False,
    "residence_proof": False,
    "qualified_referral": False,
    "graduating": False,
    "from_employee_scheme": False,
    "from_hk_mo_tw": True,
    "emergency_care": False,
    "accident": False,
    "rescue": False,
    "outside_drug": False,
    "openings": "none",
}

SITUATIONS: tuple[Situation, ...] = (
    Situation(  # a newborn's enrolment: paid from birth unless the case says otherwise
        policy=SHENZHEN,
        rules=frozenset({"SZ-27"}),
        keys=SHENZHEN_DECISIONS,
        left_out=SHENZHEN_DECIDING | {"pays_from_birth": True},
        expected=SHENZHEN_DECIDED,
        asks=True,
    ),
    Situation(  # what Shenzhen decides and charges, nothing paid
        policy=SHENZHEN,
        rules=frozenset(f"SZ-{number:02}" for number in (1, 2, 3, 7, 11, 12, 18, 20, 21, 22, 23, 24, 25, 26)),
        keys=SHENZHEN_DECISIONS,
        left_out=SHENZHEN_DECIDING | {"pays_from_birth": False},
        expected=SHENZHEN_DECIDED | {"personal": "personal_premium"},
        asks=True,
    ),
    Situation(  # the premium by the formula
        policy=SHENZHEN,
        rules=frozenset({"SZ-23"}),
        keys=SHENZHEN_DECISIONS,
        left_out=SHENZHEN_DECIDING,
        expected={"personal": "personal_by_income", "fiscal": "fiscal_by_income", "total": "total_by_income"},
        asks=True,
    ),
    Situation(  # what Kunshan decides, nothing paid
        policy=KUNSHAN,
        rules=frozenset(f"KS-{number:02}" for number in (1, 2, 12, 13, 14, 16, 17, 18, 23, 25, 27, 28, 29)),
        keys=KUNSHAN_DECISIONS,
        left_out=KUNSHAN_DECIDING,
        expected=KUNSHAN_DECIDED,
        asks=True,
    ),
    Situation(  # Kunshan's premium, its subsidy, and the deferred credit
        policy=KUNSHAN,
        rules=frozenset({"KS-03", "KS-22", "KS-24", "KS-26"}),
        keys=KUNSHAN_DECISIONS,
        left_out=KUNSHAN_DECIDING,
        expected={
            "personal": "personal_premium",
            "fiscal": "fiscal_premium",
            "total": "total_funding",
            "saving": "saving",
            "due": "bill_due",
            "credit_left": "credit_left",
            "credit": "credit_of_rate",
        },
        asks=True,
    ),
    Situation(  # a premium that the guide leaves open
        policy=KUNSHAN,
        rules=frozenset({"KS-26"}),
        keys=KUNSHAN_DECISIONS,
        left_out=KUNSHAN_DECIDING,
        expected={"status": Stands("personal_premium"), "missing": Lacks()},
        asks=True,
    ),
    *(
        Situation(  # the papers of a claim
            policy=KUNSHAN,
            rules=frozenset({"KS-10", "KS-11"}),
            keys=KUNSHAN_DECISIONS,
            left_out=KUNSHAN_DECIDING,
            expected={"complete": checklist, "missing": Listed(checklist)},
            asks=True,
            given={"claim": claim},
        )
        for claim, checklist in (("outpatient", "op_documents"), ("inpatient", "ip_documents"))
    ),
    Situation(  # out-patient visits in Shenzhen
        policy=SHENZHEN,
        rules=frozenset(
            {"SZ-03", "SZ-04", "SZ-06", "SZ-07", "SZ-08", "SZ-09", "SZ-13", "SZ-14", "SZ-15", "SZ-20", "SZ-26", "SZ-27"}
        ),
        keys=SHENZHEN_KEYS
        | {
            "other": Line("other_charge"),
            "consultation_fee": Line("consultation"),
            "selected": To(("selected_on_record",)),
            "primary": Words({True: {"facility_kind": "health_centre"}, False: {"facility_kind": "hospital"}}),
            "ytd_fund": ReadOtherwise(
                Opening("benefit_year", "op_pay", "2024"),
                Opening("benefit_year", "op_pay", "2024", nothing=("consultation_pay",)),
            ),
        },
        left_out=SHENZHEN_LEFT_OUT | {"med_type": "outpatient", "openings": "none"},
        expected=SHENZHEN_EXPECTED
        | {
            "fund_consultation": "consultation_pay",
            "fund_general": "op_pay",
            "ytd_fund_after": After("benefit_year", "op_pay"),
        },
    ),
    Situation(  # stays in hospital in Shenzhen
        policy=SHENZHEN,
        rules=frozenset({"SZ-10", "SZ-13", "SZ-14", "SZ-20", "SZ-26", "SZ-27"}),
        keys=SHENZHEN_KEYS
        | {
            "cost": Line("other_charge"),
            "deductible": To(("scheduled_deductible",)),
            "admission_no": Unread("the Q&A has no rule by admission: the deductible is supplied"),
        },
        left_out=SHENZHEN_LEFT_OUT | {"med_type": "inpatient", "level": "tertiary", "openings": "none"},
        expected=SHENZHEN_EXPECTED,
    ),
    Situation(  # the family account: a personal share is a bill of that amount that the fund does not pay
        policy=SHENZHEN,
        rules=frozenset({"SZ-17"}),
        keys=SHENZHEN_KEYS | {"self_pay": Line("other_charge")},
        left_out=SHENZHEN_LEFT_OUT | {"med_type": "outpatient", "selected_on_record": False, "openings": "none"},
        expected=SHENZHEN_EXPECTED,
    ),
    Situation(  # out-patient visits in Kunshan
        policy=KUNSHAN,
        rules=frozenset({"KS-04", "KS-05", "KS-06", "KS-13", "KS-16", "KS-25"}),
        keys=KUNSHAN_KEYS
        | {
            "signed": To(("signed",)),
            "special_disease": To(("special_disease_item",)),
            "ytd_cost": ReadOtherwise(
                Opening("settlement_year", "op_cost", "2021"), Unread("the limit is on what was paid")
            ),
            "ytd_fund": ReadOtherwise(
                Unread("the limit is on cost: what was paid is not read"),
                Opening("settlement_year", "op_pay", "2021"),
            ),
        },
        left_out=KUNSHAN_LEFT_OUT | {"med_type": "outpatient", "openings": "none"},
        expected=KUNSHAN_EXPECTED | {"ytd_cost_after": After("settlement_year", "op_cost")},
    ),
    Situation(  # stays in hospital in Kunshan
        policy=KUNSHAN,
        rules=frozenset({"KS-07", "KS-08", "KS-09", "KS-13", "KS-14", "KS-16", "KS-18", "KS-20", "KS-25"}),
        keys=KUNSHAN_KEYS
        | {
            "admission_no": To(("admission_no",)),
            "first_actual": ReadOtherwise(
                Unread("half of the first deductible is that of this hospital's level, by the reading taken"),
                To(("first_stay_deductible",)),
            ),
            "ytd_cost": Opening("settlement_year", "ip_cost", "2021"),
        },
        left_out=KUNSHAN_LEFT_OUT | {"med_type": "inpatient", "admission_no": 1, "openings": "none"},
        expected=KUNSHAN_EXPECTED | {"ytd_cost_after": After("settlement_year", "ip_cost")},
    ),
)

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.seed_cases FILE")
    sys.exit(run(Path(sys.argv[1]), SITUATIONS))
