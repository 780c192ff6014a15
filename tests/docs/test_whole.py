"""The documentation hangs together: commands are all told, links lead somewhere, pictures and twins are up to date."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from policyc.cli import main
from tests.docs.pages import DOCS, examples, pages
from tests.docs.picture import PICTURES, drawn, shown

COMMANDS = DOCS / "commands.md"
TUTORIALS = (DOCS / "tutorial.zh.md", DOCS / "tutorial.en.md")


def sections(page: Path) -> dict[str, str]:
    """What stands under each heading of the second rank."""
    parts = re.split(r"^## (.+)\n", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def command(name: str) -> click.Command:
    found = main.get_command(click.Context(main), name)
    assert found is not None, name
    return found


def test_every_command_is_told_and_no_other() -> None:
    assert sorted(sections(COMMANDS)) == sorted(main.list_commands(click.Context(main)))


@pytest.mark.parametrize("name", sorted(sections(COMMANDS)))
def test_every_option_of_a_command_is_told_and_no_other(name: str) -> None:
    told = set(re.findall(r"^\| `.*$", sections(COMMANDS)[name], flags=re.MULTILINE))
    spelled = {option for row in told for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", row.split(" | ")[0])}
    meant = {
        spelling
        for option in command(name).params
        if isinstance(option, click.Option) and option.name != "language"
        for spelling in option.opts
    }
    assert spelled == meant


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_decision_has_its_own_number() -> None:
    """The number that its title bears, too: a decision is cited by it."""
    files = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [file.name.split("-")[0] for file in files]
    assert sorted(set(numbers)) == numbers
    assert [file.read_text(encoding="utf-8").split()[1] for file in files] == numbers


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_the_picture_is_of_what_the_tutorial_shows(picture: Path) -> None:
    """`make pages` draws it again."""
    assert picture.read_text(encoding="utf-8") == drawn(*shown(PICTURES[picture]))


def steps(page: Path) -> list[tuple[str, tuple[str, ...], int]]:
    """What a reader of the page does: the kind of each example, what is done with it, and how many rows it has."""
    return [
        (
            one.kind,
            tuple(word for word in one.words if "." not in word),
            len(re.findall(r"^  \|", one.text, re.MULTILINE)),
        )
        for one in examples(page)
    ]


def test_both_tutorials_tell_one_story() -> None:
    chinese, english = TUTORIALS
    assert steps(chinese) == steps(english)
    assert len(sections(chinese)) == len(sections(english))
