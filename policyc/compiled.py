"""A checked policy: its worksheet, what claims for it look like, and the account its explanations are made from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from policyc.core.worksheet import Worksheet
from policyc.elaborate.account import Account
from policyc.elaborate.symbols import ColumnInfo
from policyc.interface import Interface
from policyc.source import Source
from policyc.syntax.clause import File


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

    @cached_property
    def claim_columns(self) -> frozenset[str]:
        """The columns of the claim itself, not of its lines."""
        return frozenset(name for name, one in self.worksheet.by_name.items() if one.grain is None)
