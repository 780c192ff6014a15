"""One stay through rules engines beside the compiled policy: the same claims, the same three results, in one run.

Takes what is installed of the extra `bench`; what is not is said and left out. JsonLogic has neither names nor a floor
and business-rules no arithmetic, so that chaining, or the bands, are Python there, which flatters them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import policyc
from benchmarks.one_claim import by_hand, claims
from benchmarks.timing import paired

Facts = Mapping[str, Any]
FIRST = "group == 1 ? 50000 : hospital_level == 0 ? 30000 : hospital_level == 1 ? 50000 : 80000"
BANDS = (
    "cost <= {d} ? 0 : cost <= 4000000 ? (cost - {d}) * 75"
    " : cost <= 10000000 ? (4000000 - {d}) * 75 + (cost - 4000000) * 80"
    " : cost <= 20000000 ? (4000000 - {d}) * 75 + 480000000 + (cost - 10000000) * 85"
    " : cost <= 35000000 ? (4000000 - {d}) * 75 + 1330000000 + (cost - 20000000) * 90"
    " : (4000000 - {d}) * 75 + 2680000000"
)
SPLIT = ((0, 4000000, 75), (4000000, 10000000, 80), (10000000, 20000000, 85), (20000000, 35000000, 90))


def _in_cel() -> str:
    """The stay in the Common Expression Language, which names what it has reckoned by a list of one."""
    deductible = f"admission_no == 1 ? ({FIRST}) : admission_no == 2 ? ({FIRST}) / 2 : 10000"
    answer = '{"deductible": d, "fund_paid": fund, "self_paid": cost - fund}'
    return f"[{deductible}].map(d, [(({BANDS.format(d='d')}) + 50) / 100].map(fund, {answer})[0])[0]"


def cel() -> Callable[[Facts], Facts]:
    """Common Expression Language, in Rust."""
    program = import_module("cel").compile(_in_cel())
    return lambda facts: dict(program.execute(dict(facts)))


def cel_cpp() -> Callable[[Facts], Facts]:
    """Common Expression Language, in C++, its types checked beforehand."""
    library = import_module("cel_expr_python.cel")
    kinds = dict.fromkeys(("group", "hospital_level", "admission_no", "cost"), library.Type.INT)
    program = library.NewEnv(variables=kinds).compile(_in_cel())

    def settle(facts: Facts) -> Facts:
        answer: Facts = program.eval(data=facts).value()
        return answer

    return settle


def zen() -> Callable[[Facts], Facts]:
    """GoRules ZEN, in Rust: a graph of one node of expressions, in its own decimals."""
    expressions = {
        "deductible": f"admission_no >= 3 ? 10000 : ({FIRST}) / (admission_no == 2 ? 2 : 1)",
        "fund_paid": f"floor((({BANDS.format(d='$.deductible')}) + 50) / 100)",
        "self_paid": "cost - $.fund_paid",
    }
    listed = [{"id": key, "key": key, "value": value} for key, value in expressions.items()]
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "stay", "type": "expressionNode", "name": "stay", "content": {"expressions": listed}},
            {"id": "out", "type": "outputNode", "name": "out"},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "stay"},
            {"id": "2", "type": "edge", "sourceId": "stay", "targetId": "out"},
        ],
    }
    engine = import_module("zen").ZenEngine({"loader": {"type": "static", "content": {"stay": graph}}})

    def settle(facts: Facts) -> Facts:
        answer: Facts = engine.evaluate("stay", facts)["result"]
        return answer

    return settle


def rule_engine() -> Callable[[Facts], Facts]:
    """rule-engine: three expressions one after another, in decimals."""
    rule = import_module("rule_engine").Rule
    deductible = rule(f"admission_no >= 3 ? 10000 : ({FIRST}) / (admission_no == 2 ? 2 : 1)")
    fund, own = rule(f"(({BANDS.format(d='deductible')}) + 50) // 100"), rule("cost - fund_paid")

    def settle(facts: Facts) -> Facts:
        told = dict(facts)
        told["deductible"] = deductible.evaluate(told)
        told["fund_paid"] = fund.evaluate(told)
        return {**told, "self_paid": own.evaluate(told)}

    return settle


def json_logic() -> Callable[[Facts], Facts]:
    """JsonLogic, in Python (json-logic-qubit)."""
    logic = import_module("json_logic").jsonLogic
    group, level, admission = {"var": "group"}, {"var": "hospital_level"}, {"var": "admission_no"}
    first = {"if": [{"==": [group, 1]}, 50000, {"==": [level, 0]}, 30000, {"==": [level, 1]}, 50000, 80000]}
    deductible = {"if": [{"==": [admission, 1]}, first, {"==": [admission, 2]}, {"/": [first, 2]}, 10000]}
    bands = [
        {"*": [{"max": [{"-": [{"min": [{"var": "cost"}, high]}, low or {"var": "deductible"}]}, 0]}, ratio]}
        for low, high, ratio in SPLIT
    ]
    hundredths = {"+": [*bands, 50]}

    def settle(facts: Facts) -> Facts:
        told = dict(facts)
        told["deductible"] = logic(deductible, told)
        told["fund_paid"] = int(logic(hundredths, told)) // 100
        return {**told, "self_paid": told["cost"] - told["fund_paid"]}

    return settle


def business_rules() -> Callable[[Facts], Facts]:
    """Venmo's business-rules: conditions as data, the bands an action in Python."""
    engine = import_module("business_rules")
    actions, variables = import_module("business_rules.actions"), import_module("business_rules.variables")
    numeric = import_module("business_rules.fields").FIELD_NUMERIC

    def read(name: str) -> Any:
        def variable(self: Any) -> Any:
            return self.facts[name]

        variable.__name__ = name
        return variables.numeric_rule_variable(variable)

    def keep(self: Any, facts: dict[str, Any]) -> None:
        self.facts = facts

    def pay(self: Any, deductible: int) -> None:
        cost = self.facts["cost"]
        paid = sum(max(0, min(high, cost) - max(low, deductible)) * ratio for low, high, ratio in SPLIT)
        self.facts |= {"deductible": deductible, "fund_paid": (paid + 50) // 100}

    names = ("group", "hospital_level", "admission_no")
    facts_of = type("Facts", (variables.BaseVariables,), {"__init__": keep, **{name: read(name) for name in names}})
    acts = type(
        "Acts", (actions.BaseActions,), {"__init__": keep, "pay": actions.rule_action({"deductible": numeric})(pay)}
    )

    def rule(deductible: int, **conditions: tuple[str, int]) -> dict[str, Any]:
        tests = [{"name": name, "operator": test, "value": value} for name, (test, value) in conditions.items()]
        return {"conditions": {"all": tests}, "actions": [{"name": "pay", "params": {"deductible": deductible}}]}

    rules = [rule(10000, admission_no=("greater_than_or_equal_to", 3))]
    for admission in (1, 2):
        of = ("equal_to", admission)
        rules.append(rule(50000 // admission, admission_no=of, group=("equal_to", 1)))
        rules += [
            rule(first // admission, admission_no=of, group=("equal_to", 0), hospital_level=("equal_to", level))
            for level, first in enumerate((30000, 50000, 80000))
        ]

    def settle(facts: Facts) -> Facts:
        told = dict(facts)
        engine.run_all(rules, facts_of(told), acts(told), stop_on_first_trigger=True)
        return {**told, "self_paid": told["cost"] - told["fund_paid"]}

    return settle


NAMES = ("deductible", "fund_paid", "self_paid")
ENGINES = (cel, cel_cpp, zen, json_logic, business_rules, rule_engine)


def run() -> None:
    policy = policyc.load(Path(__file__).parent / "inpatient.zh.pol")
    ours = policy.compile(*NAMES).integers
    print("one stay through rules engines")
    for make in ENGINES:
        try:
            beside(make.__name__, make(), ours, claims()[:300])
        except ImportError:
            print(f"  {make.__name__}: not installed (pip install -e '.[bench]')")


def _read(answer: Any) -> int:
    """A number as an engine holds it; reading it is not in the time."""
    return int(answer.value() if hasattr(answer, "value") else answer)


def beside(name: str, engine: Callable[[Facts], Facts], ours: Callable[[Facts], Facts], given: list[Any]) -> None:
    """An engine and the compiled policy in turn; the engine's answers are checked first."""
    wrong = sum(any(_read(engine(claim)[one]) != by_hand(claim)[one] for one in NAMES) for claim in given)
    timed = paired(lambda: [engine(claim) for claim in given], lambda: [ours(claim) for claim in given], 1)
    each = 1e6 * timed.first / len(given)
    print(f"  {name}: {each:.1f} µs a claim, {timed.ratio:.0f}× ours; {wrong} of {len(given)} wrong")


if __name__ == "__main__":
    run()
