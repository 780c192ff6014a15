"""policyc: medical-insurance policies that read like their schedules.

load(path) -> Policy · policy.evaluate(claim) -> Settlement · settlement.explain(language)
policy.compile(*results) -> SettleFunction · policy.ledger()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policyc.errors import ClaimError, PolicycError, PolicyError, TableError
    from policyc.explained import Settlement
    from policyc.function import Answer, BenefitAnswer, SettleFunction
    from policyc.ledger import Ledger
    from policyc.loading import load, loads
    from policyc.policy import Policy
    from policyc.settling.results import BenefitResult, Missing, Status

__all__ = [
    "Answer",
    "BenefitAnswer",
    "BenefitResult",
    "ClaimError",
    "Ledger",
    "Missing",
    "Policy",
    "PolicyError",
    "PolicycError",
    "SettleFunction",
    "Settlement",
    "Status",
    "TableError",
    "load",
    "loads",
]

_HOMES = {
    "ClaimError": "errors",
    "PolicycError": "errors",
    "PolicyError": "errors",
    "Answer": "function",
    "BenefitAnswer": "function",
    "Ledger": "ledger",
    "load": "loading",
    "loads": "loading",
    "SettleFunction": "function",
    "Settlement": "explained",
    "TableError": "errors",
    "BenefitResult": "settling.results",
    "Missing": "settling.results",
    "Status": "settling.results",
}


def __getattr__(name: str) -> Any:
    # names are fetched when first used: `import policyc` and `policyc --help` stay quick
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"policyc.{_HOMES.get(name, 'policy')}"), name)
