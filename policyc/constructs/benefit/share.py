"""比例, 分段累进, 分段全额: from cost to payment."""

from __future__ import annotations

from attrs import evolve

from policyc.constructs.benefit.band_edges import Edge, checked_edges
from policyc.constructs.benefit.chain import Chain, column_of, equation, shown
from policyc.constructs.benefit.cost import share_of
from policyc.constructs.benefit.limit_period import per_claim, period_of
from policyc.core import prelude
from policyc.core.terms import Literal, OpenTerm
from policyc.elaborate.account import BandAccount, Equation, Fixed, Operate, Whole
from policyc.elaborate.symbols import PeriodSymbol
from policyc.elaborate.totals import earlier
from policyc.elaborate.value import Value, add, choose, constant, multiply, raised, subtract, truth
from policyc.syntax.clause import Band, Bands, Base, PatientPays, RatioStep
from policyc.syntax.expression import Conditional
from policyc.types import MONEY, RATIO


def elaborate_ratio(chain: Chain, step: RatioStep) -> bool:
    """比例: the fund's share of what is left of the cost."""
    share, derivation = _fund_share(chain, step.share)
    if share is None or chain.amount is None:
        return False
    amount = chain.amount
    chain.catch(step.share, share)
    payment = chain.column("share", multiply(amount, share, MONEY))
    chain.step(step, "ratio", payment, *derivation, equation(payment, "×", shown(amount), shown(share)))
    return True


def _fund_share(chain: Chain, node: Conditional | PatientPays) -> tuple[Value | None, tuple[Equation, ...]]:
    """The fund's ratio: as written, or what 自付 leaves of the whole."""
    if isinstance(node, Conditional):
        return share_of(chain, node), ()
    own = share_of(chain, Conditional((), node.share, node.span))
    if own is None:
        return None, ()
    share = chain.column("ratio", subtract(constant(1, RATIO), own, RATIO))
    return share, (Equation(column_of(share), Operate("−", (Whole(), shown(own)))),)


def elaborate_bands(chain: Chain, step: Bands) -> bool:
    """分段: the cost's place on the scale, this claim's or the period's, and what each band pays of it."""
    if step.base is not Base.COST:
        chain.work.error("bands-on-payment", step.span)
        return False
    if chain.deducted is not None and step.deductible_included is None:
        chain.work.error("deductible-place", step.span)
        return False
    if chain.amount is None:
        return False
    ends = _ends(chain, step)
    if ends is None:
        return False
    start, end, derivation = ends
    edges = checked_edges(chain, step)
    if edges is None:
        return False
    return (_marginal if step.marginal else _slab)(chain, step, edges, start, end, derivation)


def _bands(step: Bands) -> list[Band]:
    return [band for band in step.bands if isinstance(band, Band)]


def _ends(chain: Chain, step: Bands) -> tuple[Value, Value, tuple[Equation, ...]] | None:
    """Where this claim starts and ends on the scale.

    With the deductible inside E + D and E + C, without it E' and E' + C − D.
    """
    assert chain.amount is not None
    before: Value | None = None
    if not per_claim(step.per):
        period = period_of(chain, step.per)
        if period is None:
            return None
        if chain.deducted is None or step.deductible_included:
            chain.tell_of_caps(period, step.per)
        before = chain.earlier_cost(period) if step.deductible_included is not False else _earlier_net(chain, period)
    if step.deductible_included and chain.deducted is not None:
        return _ends_with_deductible(chain, before, chain.deducted)
    if before is None:
        return constant(0, MONEY, chain.amount.scale), chain.amount, ()
    return before, *_plus(chain, "end", before, chain.amount)


def _ends_with_deductible(
    chain: Chain, before: Value | None, deducted: Value
) -> tuple[Value, Value, tuple[Equation, ...]]:
    """E + D and E + C. Where a step after the deductible changed the cost, C is what is left of it, and D, together."""
    assert chain.amount is not None
    start, first = (deducted, ()) if before is None else _plus(chain, "start", before, deducted)
    if chain.undeducted is None:
        end, second = _plus(chain, "end", start, chain.amount)
    elif before is None:
        end, second = chain.undeducted, ()
    else:
        end, second = _plus(chain, "end", before, chain.undeducted)
    return start, end, (*first, *second)


def _plus(chain: Chain, stem: str, left: Value, right: Value) -> tuple[Value, tuple[Equation, ...]]:
    total = chain.column(stem, add(left, right, MONEY))
    return total, (equation(total, "+", shown(left), shown(right)),)


def _earlier_net(chain: Chain, period: PeriodSymbol) -> Value:
    """The running total with the deductible left out of it (不含起付线)."""
    assert chain.amount is not None
    if chain.deducted is None:
        return chain.earlier_cost(period)
    column = f"{chain.key}__above_counted"
    if column not in chain.counting:
        chain.count(column, chain.amount)
    shared = chain.shared(column)
    like = chain.like(chain.amount, shared)
    name = f"{shared}_earlier_{period.key}"
    return earlier(chain.work, shared, period, f"{chain.name}_above_deductible", chain.name, like, name)


def _marginal(
    chain: Chain, step: Bands, edges: list[Edge], start: Value, end: Value, derivation: tuple[Equation, ...]
) -> bool:
    """Each band pays its own ratio of the cost that falls in it."""
    assert chain.amount is not None
    equations = list(derivation)
    pays: list[Value] = []
    for number, (edge, band) in enumerate(zip(edges, _bands(step), strict=True), 1):
        share, more = _fund_share(chain, band.share)
        if share is None:
            return False
        chain.catch(band.share, share)
        amount = chain.work.define(f"{chain.key}__band_{number}", _within(edge, start, end, chain.amount))
        paid = chain.work.define(f"{chain.key}__band_{number}_pays", multiply(amount, share, MONEY))
        equations += [
            *more,
            _within_equation(edge, start, end, amount),
            equation(paid, "×", shown(amount), shown(share)),
        ]
        chain.bands.append(BandAccount(number - 1, column_of(amount), column_of(share), column_of(paid)))
        pays.append(paid)
    scale = max(paid.scale for paid in pays)
    total = prelude.sum_of([raised(paid, scale).term for paid in pays])
    top = raised(chain.amount, max(chain.amount.scale, scale)).high
    payment = chain.column("share", Value(total, MONEY, scale, 0, top))
    equations.append(Equation(column_of(payment), Operate("+", tuple(shown(paid) for paid in pays))))
    chain.step(step, "marginal", payment, *equations)
    return True


def _within(edge: Edge, start: Value, end: Value, amount: Value) -> Value:
    """How much of the stretch from start to end lies in the band: never more than the stretch."""
    scale = max(start.scale, end.scale)
    low, high = Literal(edge.low * 10 ** (scale - 2)), None
    if edge.high is not None:
        high = Literal(edge.high * 10 ** (scale - 2))
    reached = prelude.within(raised(end, scale).term, low, high)
    before = prelude.within(raised(start, scale).term, low, high)
    widest = raised(amount, scale).high
    if edge.high is not None:
        widest = min(widest, (edge.high - edge.low) * 10 ** (scale - 2))
    term = reached if isinstance(start.term, Literal) else prelude.subtract(reached, before)
    return Value(term, MONEY, scale, 0, widest)


def _within_equation(edge: Edge, start: Value, end: Value, amount: Value) -> Equation:
    like = column_of(end)
    low = Fixed(edge.low, like)
    top = shown(end) if edge.high is None else Operate("min", (shown(end), Fixed(edge.high, like)))
    bottom = low if isinstance(start.term, Literal) else Operate("max", (shown(start), low))
    return Equation(column_of(amount), Operate("max", (Operate("−", (top, bottom)), Operate("0", ()))))


def _slab(
    chain: Chain, step: Bands, edges: list[Edge], start: Value, end: Value, derivation: tuple[Equation, ...]
) -> bool:
    """The one band in which the scale's end lies gives its ratio to the whole."""
    assert chain.amount is not None
    equations = list(derivation)
    shares: list[Value] = []
    for band in _bands(step):
        share, more = _fund_share(chain, band.share)
        if share is None:
            return False
        equations += more
        shares.append(share)
    ratio = shares[-1]
    row = constant(len(shares), MONEY)
    for number in range(len(shares) - 2, -1, -1):
        below = truth(_up_to(edges[number], end))
        ratio = choose(below, shares[number], ratio, RATIO)
        row = choose(below, constant(number + 1, MONEY), row, MONEY)
    chain.work.define(f"{chain.key}__band", evolve(row, type=RATIO))
    chosen = chain.column("ratio", ratio)
    chain.catch(step.bands, chosen)
    for number, share in enumerate(shares):
        chain.bands.append(BandAccount(number, column_of(chain.amount), column_of(share), f"{chain.key}__band"))
    payment = chain.column("share", multiply(chain.amount, chosen, MONEY))
    chain.step(step, "slab", payment, *equations, equation(payment, "×", shown(chain.amount), shown(chosen)))
    return True


def _up_to(edge: Edge, end: Value) -> OpenTerm:
    """Does the scale's end, which may be finer than a fen, lie no higher than the band?"""
    assert edge.high is not None
    unit = 10 ** (end.scale - 2)
    if edge.under:
        return prelude.less(end.term, Literal((edge.high + 1) * unit))
    return prelude.at_most(end.term, Literal(edge.high * unit))
