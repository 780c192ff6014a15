"""One in-patient claim: the generated Python beside a hand-written integer function of the same work and results,
and a traced evaluation of Kunshan's whole policy."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import policyc
from benchmarks.timing import paired, per_call
from policyc.backends.python import compile_settle
from policyc.stages import closed

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


def run() -> None:
    policy = policyc.load(Path(__file__).parent / "inpatient.zh.pol")
    sheet, _ = closed(policy.compiled)
    settle = compile_settle(sheet, ["deductible", "fund_paid", "self_paid"])
    given = claims()
    assert [settle(claim, ()) for claim in given] == [by_hand(claim) for claim in given]
    timed = paired(lambda: [settle(claim, ()) for claim in given], lambda: [by_hand(claim) for claim in given], 20)
    each = 1e6 / CLAIMS
    generated, by_hand_time = timed.first * each, timed.second * each
    print(f"generated Python {generated:.2f} µs a claim, by hand {by_hand_time:.2f} µs: {timed.ratio:.2f}×")
    kunshan = policyc.load(ROOT / "policies/kunshan/resident_2021.zh.pol")
    claim = json.loads((ROOT / "examples/claims/kunshan_inpatient.json").read_text(encoding="utf-8"))
    read = kunshan.read(claim)
    filling = kunshan.settler.filling_for(read)
    facts, lines = kunshan.settler.inputs(read)
    state = kunshan.settler.start(filling, read.openings, read)
    print("Kunshan in-patient")
    told("every column filled", lambda: filling.fill(state, facts, lines))
    told("settled from a claim that is read", lambda: kunshan.settle(read))
    told("from a dictionary to a settlement", lambda: kunshan.evaluate(claim))


def told(what: str, function: Callable[[], object]) -> None:
    """The best of several timings: what the machine's other work adds is not the function's."""
    print(f"  {what}: {1e6 * min(per_call(function, 1000) for _ in range(9)):.1f} µs")
