"""Settles every payment case of a file of worked cases through the public API: `python -m tests.seed_cases FILE`.

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
    Each,
    Has,
    Line,
    Opening,
    Reading,
    Situation,
    Telling,
    To,
    Unread,
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
KUNSHAN_EXPECTED = PAYMENTS | {"counted": "counted_cost", "over_cap": "over_cap", "accrual_year": "accrual_year"}

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
    "selected": True,
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

SITUATIONS: tuple[Situation, ...] = (
    Situation(  # out-patient visits in Shenzhen
        policy=SHENZHEN,
        rules=frozenset(
            {"SZ-03", "SZ-04", "SZ-06", "SZ-07", "SZ-08", "SZ-09", "SZ-13", "SZ-14", "SZ-15", "SZ-20", "SZ-26", "SZ-27"}
        ),
        keys=SHENZHEN_KEYS
        | {
            "other": Line("other_charge"),
            "consultation_fee": Line("consultation"),
            "selected": To(("selected",)),
            "primary": Words({True: {"facility_kind": "health_centre"}, False: {"facility_kind": "hospital"}}),
            "ytd_fund": Opening("benefit_year", "op_pay", "2024"),
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
        left_out=SHENZHEN_LEFT_OUT | {"med_type": "outpatient", "selected": False, "openings": "none"},
        expected=SHENZHEN_EXPECTED,
    ),
    Situation(  # out-patient visits in Kunshan
        policy=KUNSHAN,
        rules=frozenset({"KS-04", "KS-05", "KS-06", "KS-13", "KS-16", "KS-25"}),
        keys=KUNSHAN_KEYS
        | {
            "signed": To(("signed",)),
            "special_disease": To(("special_disease_item",)),
            "ytd_cost": Opening("settlement_year", "op_cost", "2021"),
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
            "first_actual": Unread(
                "half of the first deductible is that of this hospital's level, by the reading taken"
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
