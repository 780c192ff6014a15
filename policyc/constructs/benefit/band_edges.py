"""The edges of bands: fixed amounts, in order, leaving no gap and meeting once, inside the chain's cap."""

from __future__ import annotations

from itertools import pairwise

from attrs import frozen

from policyc.constructs.benefit.chain import Chain
from policyc.constructs.benefit.limit_period import period_key
from policyc.core.terms import Literal
from policyc.elaborate.coerce import coerce
from policyc.elaborate.expression import elaborate
from policyc.elaborate.wording import value_words
from policyc.report.diagnostic import Label, Words
from policyc.source import Span
from policyc.syntax.clause import Band, Bands
from policyc.syntax.expression import Expression
from policyc.types import MONEY


@frozen
class Edge:
    """A band in fen: amounts above `low` up to and including `high`; no `high` is no end.

    `under` is set where the band is written to end under the next fen: what lies between the two is in it as well.
    """

    low: int
    high: int | None
    span: Span
    under: bool = False


def checked_edges(chain: Chain, step: Bands) -> list[Edge] | None:
    """The bands' edges, or None after saying what is wrong with them."""
    edges = [_edge(chain, band, step.marginal) for band in step.bands if isinstance(band, Band)]
    present = [edge for edge in edges if edge is not None]
    if len(present) < len(step.bands) or not present:
        return None
    if not _contiguous(chain, step, present) or not _ends_well(chain, step, present):
        return None
    return present


def _edge(chain: Chain, band: Band, marginal: bool) -> Edge | None:
    """A band's bound as (low, high]. In marginal bands it does not matter to which side an edge belongs."""
    low = 0 if band.bound.low is None else _amount(chain, band.bound.low)
    high = None if band.bound.high is None else _amount(chain, band.bound.high)
    if low is None or (high is None) != (band.bound.high is None):
        return None
    if not marginal and band.bound.low is not None and band.bound.low_included and low > 0:
        low -= 1
    under = not marginal and high is not None and not band.bound.high_included
    if high is not None and under:
        high -= 1
    if high is not None and low >= high:
        chain.work.error("empty-interval", band.bound.span)
        return None
    return Edge(low, high, band.bound.span, under)


def _amount(chain: Chain, node: Expression) -> int | None:
    value = elaborate(chain.work, node, MONEY)
    value = None if value is None else coerce(chain.work, value, MONEY, node.span)
    if value is None:
        return None
    if not value.fixed or (not isinstance(value.term, Literal) and value.axis is None):
        chain.work.error("cell-not-fixed", node.span)
        return None
    return value.low


def _contiguous(chain: Chain, step: Bands, edges: list[Edge]) -> bool:
    if edges[0].low != 0:
        chain.work.error("bands-not-from-zero", edges[0].span, amount=_words(edges[0].low))
        return False
    for above, edge in pairwise(edges):
        label = (Label(above.span, "first"),)
        if above.high is None or edge.low < above.high:
            place = above.low if above.high is None else edge.low
            chain.work.error("bands-overlap", edge.span, label, amount=_words(place + (0 if step.marginal else 1)))
            return False
        if edge.low > above.high:
            chain.work.error("bands-gap", edge.span, label, low=_words(above.high), high=_words(edge.low))
            return False
    return True


def _ends_well(chain: Chain, step: Bands, edges: list[Edge]) -> bool:
    """The last band is open, or a cap on the cost keeps every claim inside it; no band lies past the cap."""
    last, limit = edges[-1], _reach(chain, step)
    if limit is not None and last.low >= limit:
        chain.work.error("band-past-cap", last.span, cap=_words(limit))
        return False
    if last.high is None:
        return True
    if limit is None or last.high < limit:
        if not chain.limited:  # the cap that may keep claims inside is told of already
            return False
        chain.work.error("bands-end", last.span, amount=_words(last.high))
        return False
    if last.high > limit:
        chain.work.error("band-past-cap", last.span, cap=_words(limit))
        return False
    return True


def _reach(chain: Chain, step: Bands) -> int | None:
    """How far up the bands a claim can come, as far as caps on cost say: caps over the time that the bands run over.

    A deductible inside the bands takes its place on them even if the cap below it does not count it.
    """
    period = period_key(chain, step.per)
    inside = bool(step.deductible_included)
    caps = [limit for limit in chain.cost_limits if period is None or limit.period == period]
    return min((limit.fen + (limit.deducted if inside else 0) for limit in caps), default=None)


def _words(fen: int) -> Words:
    return value_words(fen, 2, MONEY)
