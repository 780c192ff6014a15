"""A policy file made ready to settle claims."""

from __future__ import annotations

from typing import NoReturn

import click

from policyc.asking import near_results
from policyc.cli.files import fail, read_policy_bytes
from policyc.loading import policy_of, read_policy
from policyc.policy import Policy
from policyc.report.diagnostic import Language, Words
from policyc.report.visible import visible


def load_policy(path: str, language: Language, form: str) -> Policy:
    """A checked policy, from its text or a bundle; an error ends the command with status 1."""
    compiled, source, findings = read_policy(*read_policy_bytes(path, language))
    if compiled is None:
        fail(findings, source, language, form)
    return policy_of(compiled, findings)


_NO_RESULT = Words("政策里没有叫「{name}」的结果", "the policy has no result called `{name}`")
_NEAR = Words("；可是指：{near}？", "; did you mean {near}?")


def asking(policy: Policy, results: tuple[str, ...], language: Language) -> Policy:
    """The policy asked for `results` only, all of them where none is named. A name it lacks ends with status 2."""
    try:
        return policy.asking(*results) if results else policy
    except KeyError as error:
        _unknown_result(policy, str(error.args[0]), language)


def _unknown_result(policy: Policy, name: str, language: Language) -> NoReturn:
    near = near_results(policy.compiled, name)
    said = _NO_RESULT.in_language(language).format(name=visible(name))
    if near:
        said += _NEAR.in_language(language).format(near=", ".join(near))
    click.echo(said, err=True)
    raise SystemExit(2)
