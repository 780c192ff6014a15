"""A checked policy: its worksheet, what claims for it look like, and the account its explanations are made from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from policyc.core.worksheet import Worksheet
from policyc.elaborate.account import Account, TotalAccount
from policyc.elaborate.symbols import ColumnInfo
from policyc.interface import Interface
from policyc.source import Source
from policyc.syntax.clause import File
from policyc.types import scale_of


@frozen(slots=False)
class Compiled:
    """`targets` are the results whose missing facts are asked for: benefits and, where one pays, what reads them.

    `asked` are those a caller wants instead, whether or not a benefit pays; none is all the policy answers.
    """

    source: Source
    file: File
    worksheet: Worksheet
    columns: Mapping[str, ColumnInfo]
    account: Account
    interface: Interface
    targets: tuple[str, ...]
    asked: tuple[str, ...] = ()

    def times(self, total: TotalAccount) -> int:
        """How many of its own parts a total counts for one part of what claims give as its opening."""
        times: int = 10 ** (total.scale - self._scales[total.period_key, total.key])
        return times

    @cached_property
    def _scales(self) -> Mapping[tuple[str, str], int]:
        """The decimals of each opening, by period and name."""
        return {(spec.period, spec.key): scale_of(spec.type) for spec in self.interface.accumulators}

    @cached_property
    def claim_columns(self) -> frozenset[str]:
        """The columns of the claim itself, not of its lines."""
        return frozenset(name for name, one in self.worksheet.by_name.items() if one.grain is None)
