"""One claim: the compiled policy beside hand-written integer functions of the same work and results, for one stay and
for Kunshan's whole policy; and from a dictionary to an answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from random import Random
from statistics import median

import policyc
from benchmarks import by_hand_kunshan
from benchmarks.timing import paired, per_call
from policyc.backends.python import Settle

ROOT = Path(__file__).parent.parent
CLAIMS = 2_000
FIRST = {0: 30000, 1: 50000, 2: 80000}


def by_hand(claim: dict[str, int]) -> dict[str, int]:
    """The same work written for this one policy: fen in, fen out. Student 1, unemployed 0; levels 0 to 2."""
    admission = claim["admission_no"]
    if admission >= 3:
        deductible = 10000
    else:
        deductible = 50000 if claim["group"] == 1 else FIRST[claim["hospital_level"]]
        if admission == 2:
            deductible //= 2
    cost = claim["cost"]
    if cost <= deductible:
        paid = 0
    else:
        if cost <= 4000000:
            hundredths = (cost - deductible) * 75
        else:
            hundredths = (4000000 - deductible) * 75
            if cost <= 10000000:
                hundredths += (cost - 4000000) * 80
            else:
                hundredths += 6000000 * 80
                if cost <= 20000000:
                    hundredths += (cost - 10000000) * 85
                else:
                    hundredths += 10000000 * 85
                    hundredths += ((cost if cost <= 35000000 else 35000000) - 20000000) * 90
        paid = (hundredths + 50) // 100
    return {"deductible": deductible, "fund_paid": paid, "self_paid": cost - paid}


def claims() -> list[dict[str, int]]:
    """Claims of every kind, the same in each run."""
    random = Random(20210101)
    costs = [0, 1, 30000, 50000, 4000000, 4000001, 10000000, 20000000, 35000000, 35000001]
    return [
        {
            "member": 0,
            "group": random.randrange(2),
            "hospital_level": random.randrange(3),
            "admission_no": random.randint(1, 5),
            "cost": random.choice(costs) if random.random() < 0.1 else random.randrange(40000000),
        }
        for _ in range(CLAIMS)
    ]


def kunshan_claims(random: Random, count: int) -> list[dict[str, int]]:
    """Claims for `by_hand_kunshan`: most are paid, some refused, some of what the guide leaves open."""
    first = date(2021, 1, 1).toordinal()
    costs = [0, 1, 29999, 50000, 120000, 4000000, 4000001, 10000000, 35000000, 36000000]
    claims = []
    for _ in range(count):
        day = first + random.randrange(365)
        cost = random.choice(costs) if random.random() < 0.2 else random.randrange(6000000)
        claim = {
            "member": 0,
            "med_type": random.randrange(5),
            "population": random.randrange(2),
            "level": random.randrange(3),
            "signed": random.randrange(2),
            "place": 0 if random.random() < 0.8 else random.randrange(3),
            "channel": 0 if random.random() < 0.8 else 1,
            "paid_by_patient": int(random.random() < 0.9),
            "service_date": day if random.random() < 0.95 else day - 200,
            "submitted_on": day + (random.randrange(200) if random.random() < 0.95 else random.randrange(900)),
            "covered": int(random.random() < 0.97),
            "suspension_on_record": random.randrange(2),
            "suspension_on_record__present": int(random.random() < 0.05),
            "insured_last_year": int(random.random() < 0.9),
            "paid_on": first + random.randrange(-40, 40),
            "paid_on__present": int(random.random() < 0.98),
            "admission_no": random.randint(1, 4),
            "medfee_sumamt": cost + random.randrange(-1, 200000),
            "cost_on_home_list": cost,
            "cost_on_care_list": cost,
            "hosp_part_amt": random.choice([0, 0, 10000]),
            "special_disease_item": random.randrange(2),
            "networked": random.randrange(2),
            "designated_at_care_place": random.randrange(2),
            "filed_on": day - random.randrange(-5, 100),
            "filed_on__present": random.randrange(2),
        }
        claim["medfee_sumamt"] = max(0, claim["medfee_sumamt"])
        if random.random() < 0.97:
            claim["earlier__settlement_year__op_cost"] = random.choice([0, 0, 50000, 119999, 120000, 130000])
        if random.random() < 0.97:
            claim["earlier__settlement_year__ip_cost"] = random.choice([0, 0, 3000000, 3999999, 15000000, 34999999])
        claims.append(claim)
    return claims


def shown(answer: Mapping[str, int]) -> dict[str, int | None]:
    """An answer without the numbers that its statuses say are none."""
    benefits = ("op_pay", "ip_pay")
    none = {
        name
        for name in by_hand_kunshan.RESULTS
        if answer.get(f"{name}__status", 0) == 3 or (answer.get(f"{name}__status", 0) == 1 and name not in benefits)
    }
    return {name: None if name in none else value for name, value in answer.items()}


def run() -> None:
    policy = policyc.load(Path(__file__).parent / "inpatient.zh.pol")
    settle = policy.compile("deductible", "fund_paid", "self_paid").integers
    given = claims()
    assert [settle(claim) for claim in given] == [by_hand(claim) for claim in given]
    beside("one stay, three results", settle, by_hand, given)
    only = policy.compile("deductible").integers
    beside("one stay, the deductible alone", only, by_hand, given)
    kunshan = policyc.load(ROOT / "policies/kunshan/resident_2021.zh.pol")
    whole = kunshan.compile(*by_hand_kunshan.RESULTS).integers
    given = kunshan_claims(Random(20210101), CLAIMS)
    assert [shown(whole(claim)) for claim in given] == [shown(by_hand_kunshan.by_hand(claim)) for claim in given]
    beside("Kunshan, both benefits and the fields of the settlement", whole, by_hand_kunshan.by_hand, given)
    claim = json.loads((ROOT / "examples/claims/kunshan_inpatient.json").read_text(encoding="utf-8"))
    answer, asked = kunshan.compile("ip_pay"), kunshan.asking("ip_pay")
    read = asked.read(claim)
    print("Kunshan, the in-patient benefit alone")
    told("from a dictionary to an answer", lambda: answer(claim))
    told("of that, from a claim that is read", lambda: answer.settle(read))
    told("from a dictionary to a settlement", lambda: asked.evaluate(claim))


def beside(what: str, generated: Settle, hand: Settle, given: list[dict[str, int]]) -> None:
    """A generated function and one written by hand, in turn, several times over."""
    runs = [
        paired(lambda: [generated(claim) for claim in given], lambda: [hand(claim) for claim in given], 3)
        for _ in range(5)
    ]
    ratios = sorted(run.ratio for run in runs)
    best = min(runs, key=lambda run: run.second)
    first, second = (1e6 / len(given) * one for one in (best.first, best.second))
    print(
        f"{what}: {first:.2f} µs a claim, by hand {second:.2f} µs: "
        f"{median(ratios):.2f}× (runs {ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


def told(what: str, function: Callable[[], object]) -> None:
    """The best of several timings: what the machine's other work adds is not the function's."""
    print(f"  {what}: {1e6 * min(per_call(function, 100) for _ in range(9)):.1f} µs")
