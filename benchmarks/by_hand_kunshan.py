"""Kunshan's policy of 2021 written by hand for one claim: both benefits and the fields of the settlement, in integers.

What `policy.compile()` makes of `policies/kunshan/resident_2021.zh.pol` for the results in `RESULTS` is measured beside
this. Facts as its function takes them: fen, day numbers, kinds by place; a fact that may be 无 with `<fact>__present`,
what had added up before with `earlier__…`, absent where it is not known.
"""

from __future__ import annotations

from datetime import date

RESULTS = (
    "op_pay",
    "ip_pay",
    "fund_pay_sumamt",
    "psn_part_amt",
    "inscp_scp_amt",
    "out_of_scope_amt",
    "over_cap",
    "act_pay_dedc",
)
PAID, REFUSED, NOT_APPLICABLE, UNDETERMINED = range(4)
NEW_YEAR = date(2021, 1, 1).toordinal()
FIRST = (30000, 50000, 80000)
OP_CAP, IP_CAP = 120000, 35000000


def bands(cost: int) -> int:
    """Hundredths of a fen paid for a year's cost."""
    if cost <= 4000000:
        return cost * 75
    if cost <= 10000000:
        return cost * 80 - 20000000
    if cost <= 20000000:
        return cost * 85 - 70000000
    return cost * 90 - 170000000


def by_hand(claim: dict[str, int]) -> dict[str, int]:
    place, channel, day = claim["place"], claim["channel"], claim["service_date"]
    level, student = claim["level"], claim["population"] == 1
    cost = claim["cost_on_care_list"] if place == 2 and channel == 0 else claim["cost_on_home_list"]
    total = claim["medfee_sumamt"]
    hand_in = claim["submitted_on"]
    year = date.fromordinal(day).year
    too_late = hand_in > date(year, 12, 30).toordinal() and hand_in > date(year + 1, 12, 31).toordinal()
    # suspended?
    if claim["suspension_on_record__present"]:
        suspended = claim["suspension_on_record"]
    elif not claim["insured_last_year"] or day < NEW_YEAR:
        suspended = False
    elif not claim["paid_on__present"]:
        suspended = True
    else:
        paid_on = claim["paid_on"]
        suspended = paid_on >= NEW_YEAR and day <= paid_on
    ready = claim["covered"] and (channel == 0 or claim["paid_by_patient"]) and not suspended
    op_pay = ip_pay = taken = 0
    op_status = ip_status = NOT_APPLICABLE
    taken_known = counted_known = True
    if claim["med_type"] >= 2:
        counted_known = not too_late and "earlier__settlement_year__ip_cost" in claim
        before = claim.get("earlier__settlement_year__ip_cost", 0)
        room = IP_CAP - before
        counted = cost if cost <= room else room
        if counted < 0:
            counted = 0
        if not ready or not (place == 0 or claim["networked"] or claim["designated_at_care_place"]) or too_late:
            ip_status = REFUSED
        elif not (place == 0 or (claim["filed_on__present"] and claim["filed_on"] <= day)) or not counted_known:
            ip_status, taken_known = UNDETERMINED, False
        else:
            ip_status = PAID
            admission = claim["admission_no"]
            if admission >= 3:
                deductible = 10000
            else:
                deductible = 50000 if student else FIRST[level]
                if admission == 2:
                    deductible //= 2
            taken = counted if counted <= deductible else deductible
            ip_pay = (bands(before + counted) - bands(before + taken) + 50) // 100
    else:
        counted_known = not too_late and "earlier__settlement_year__op_cost" in claim
        before = claim.get("earlier__settlement_year__op_cost", 0)
        room = OP_CAP - before
        counted = cost if cost <= room else room
        if counted < 0:
            counted = 0
        if not ready or (place != 0 and not claim["special_disease_item"]) or too_late:
            op_status = REFUSED
        elif place != 0 or not counted_known:
            op_status = UNDETERMINED
        else:
            op_status = PAID
            if student:
                ratio = 65
            elif level == 2:
                ratio = 35
            elif level == 1:
                ratio = 40
            else:
                ratio = 65 if claim["signed"] else 55
            op_pay = (counted * ratio + 50) // 100
    known = UNDETERMINED if op_status == UNDETERMINED or ip_status == UNDETERMINED else 0
    fund = op_pay + ip_pay
    counted_status = REFUSED if too_late else 0 if counted_known else UNDETERMINED
    answered = not known and taken_known and (counted_known or too_late) and fund <= cost <= total
    return {
        "op_pay": op_pay,
        "ip_pay": ip_pay,
        "fund_pay_sumamt": fund,
        "psn_part_amt": total - fund - claim["hosp_part_amt"],
        "inscp_scp_amt": cost,
        "out_of_scope_amt": total - cost,
        "over_cap": cost - counted,
        "act_pay_dedc": taken,
        "op_pay__status": op_status,
        "ip_pay__status": ip_status,
        "fund_pay_sumamt__status": known,
        "psn_part_amt__status": known,
        "over_cap__status": counted_status,
        "act_pay_dedc__status": 0 if taken_known else UNDETERMINED,
        "claim__answered": answered,
    }
