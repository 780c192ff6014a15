"""Random benefits settle, claim after claim, to what the rules of settlement give when reckoned in fractions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

import policyc
from policyc.compile import compile_bytes
from policyc.report.diagnostic import Severity
from tests.settlement.chains import Chain, Claim, Limit, Scale, random_chain, random_claims

UNWRITABLE = {"band-past-cap"}
"""What the checker rightly keeps a random benefit from saying."""


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(seed=st.integers(0, 2**32))
def test_random_benefits_settle_as_reckoned(seed: int) -> None:
    random = Random(seed)
    chain = random_chain(random)
    claims = random_claims(random, chain)
    text = chain.written()
    compiled, _, findings = compile_bytes("random.pol", text.encode())
    if compiled is None:
        errors = {finding.code for finding in findings if finding.severity is Severity.ERROR}
        assert errors <= UNWRITABLE, text
        reject()
    ledger = policyc.Policy(compiled).ledger("none")
    settlements = [ledger.settle(claim.told()) for claim in claims]
    paid = [Fraction(str(settlement["pay"])) for settlement in settlements]
    assert paid == [chain.settle(claim) for claim in claims], text
    columns = settlements[0].known.worksheet.definitions
    strays = {one.name for row in settlements for one in columns if not one.low <= row.row[one.name] <= one.high}
    assert strays == set(), text


def test_the_reckoning_gives_the_worked_figure() -> None:
    """30,000 earlier, 20,000 now, 250 borne: 30,250 to 40,000 × 75 % + 40,000 to 50,000 × 80 % = 15,312.50."""
    scale = Scale((Fraction(40_000),), (Fraction(3, 4), Fraction(4, 5)), "policy_year", marginal=True, included=True)
    chain = Chain([], [Limit("deductible:", None, Fraction(250))], scale, [])
    chain.settle(Claim(date(2024, 5, 1), True, False, Fraction(0), Fraction(30_000)))
    paid = chain.settle(Claim(date(2024, 5, 2), True, False, Fraction(0), Fraction(20_000)))
    assert paid == Fraction("15312.50")
