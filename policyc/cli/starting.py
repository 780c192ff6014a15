"""policyc new: a policy to start from, that checks, with a claim to settle."""

from __future__ import annotations

import os
from importlib import resources

import click

from policyc.cli import language_option
from policyc.cli.writing import write_new
from policyc.report.diagnostic import Language, Words
from policyc.report.visible import visible
from policyc.syntax.build import is_well_formed
from policyc.syntax.quoting import quoted

_NOT_A_NAME = Words(
    "「{name}」不能作政策的名称：用汉字，或英文字母、数字和下划线，如 门诊待遇、op_2025",
    "`{name}` cannot be a policy's name: use letters, digits and underscores, or Chinese, as op_2025",
)
_NEXT = Words(
    """写好了 {name}.pol 和 {name}.claim.json。接着：
  核对                policyc check {name}.pol
  运行里面的案例      policyc test {name}.pol
  结算示例，逐步说明  policyc explain {name}.pol {name}.claim.json
然后照手里的待遇表改 {name}.pol；表格可以用 policyc import 读入。""",
    """{name}.pol and {name}.claim.json are written. Next:
  check it            policyc check {name}.pol
  run its cases       policyc test {name}.pol
  settle the example  policyc explain {name}.pol {name}.claim.json
Then change {name}.pol beside your own schedule; policyc import reads its tables from a spreadsheet.""",
)


@click.command("new")
@click.argument("name")
@language_option
def command(name: str, language: str) -> None:
    """Write NAME.pol, a commented policy to start from, and NAME.claim.json, a claim for it. Keeps what is there.

    写一份带说明的起步政策 NAME.pol 和一笔示例理赔 NAME.claim.json；已有的文件不覆盖。
    """
    reader = Language(language)
    path = name.removesuffix(".pol")
    own = os.path.basename(path)
    if not is_well_formed(own) or "」" in own or not own.isprintable():
        click.echo(_NOT_A_NAME.in_language(reader).format(name=visible(own)), err=True)
        raise SystemExit(2)
    policy = _template(f"policy.{reader.value}.pol").replace("{name}", quoted(own, frozenset()))
    claim = _template(f"claim.{reader.value}.json")
    write_new({f"{path}.pol": policy.replace("{file}", own).encode(), f"{path}.claim.json": claim.encode()}, reader)
    click.echo(_NEXT.in_language(reader).format(name=visible(path)))


def _template(name: str) -> str:
    return resources.files("policyc.cli").joinpath("templates", name).read_text("utf-8")
