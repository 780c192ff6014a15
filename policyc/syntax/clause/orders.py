"""支付顺序: who pays an amount, one after another."""

from __future__ import annotations

from attrs import frozen

from policyc.source import Span
from policyc.syntax.clause.shared import Citation, Hole, Reading
from policyc.syntax.expression import Expression, Name, place


@frozen
class Payer:
    """A benefit, or with `most` (`账户支付 至多 余额`) a payer that takes no more than an amount."""

    name: Name
    most: Expression | None
    span: Span = place()


@frozen
class PaymentOrder:
    """`支付顺序：自付额，大病支付、账户支付 至多 余额，其余 现金`: each payer takes of what those before it left."""

    split: Name
    payers: tuple[Payer, ...]
    rest: Name
    statements: tuple[Citation | Reading | Hole, ...]
    span: Span = place()

    @property
    def new_names(self) -> tuple[Name, ...]:
        """The amounts that it makes: of payers with a limit, and the rest."""
        return (*(payer.name for payer in self.payers if payer.most is not None), self.rest)
