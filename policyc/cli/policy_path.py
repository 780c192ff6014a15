"""Where a command takes a policy: a file, or the name of one that ships. A shell completes either."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click
from click.shell_completion import CompletionItem


class _PolicyPath(click.ParamType):  # type: ignore[type-arg]
    name = "policy"

    def shell_complete(self, context: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Files that end in .pol, folders by the shell itself, and the policies that ship."""
        known = [*_files(incomplete), *(name for name in _shipped() if name.startswith(incomplete))]
        return [CompletionItem(incomplete, type="dir"), *map(CompletionItem, dict.fromkeys(known))]


POLICY_PATH = _PolicyPath()


def _files(incomplete: str) -> list[str]:
    folder, slash, start = incomplete.rpartition("/")
    within = Path(folder + slash or ".")
    if not within.is_dir():
        return []
    names = sorted(path.name for path in within.iterdir() if path.suffix == ".pol" and path.name.startswith(start))
    return [folder + slash + name for name in names]


def _shipped() -> list[str]:
    """`kunshan/resident_2021` and the like."""
    homes = (home for home in resources.files("policyc.policies").iterdir() if home.is_dir())
    files = (f"{home.name}/{file.name}" for home in homes for file in home.iterdir())
    return sorted(name.removesuffix(".zh.pol") for name in files if name.endswith(".zh.pol"))
