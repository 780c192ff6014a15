"""policyc completion: what a shell needs to complete commands, options and policies."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from policyc.cli import main

_BASH_DIRECTORIES = "COMPREPLY=()\n            compopt -o dirnames"
_BASH_BESIDE = 'COMPREPLY+=($(compgen -d -- "${COMP_WORDS[COMP_CWORD]}"))'
"""The library's script completes either folders or words; a policy may lie in a folder, or beside one."""


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script that completes commands and policies in a shell. 输出命令行补全脚本

    \b
    bash  echo 'eval "$(policyc completion bash)"' >> ~/.bashrc
    zsh   echo 'eval "$(policyc completion zsh)"' >> ~/.zshrc
    fish  policyc completion fish > ~/.config/fish/completions/policyc.fish
    """
    click.echo(script(shell))


def script(shell: str) -> str:
    """The shell's own script: click's, with folders beside files in bash."""
    known = get_completion_class(shell)
    assert known is not None
    completion = known(main, {}, "policyc", "_POLICYC_COMPLETE")
    text = completion.source_template % completion.source_vars()
    if shell == "bash":
        text = text.replace(_BASH_DIRECTORIES, _BASH_BESIDE).replace(
            "complete -o nosort", "complete -o nosort -o filenames"
        )
    return text
