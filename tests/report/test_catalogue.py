"""The catalogue: both languages of every message, and the same placeholders in both."""

from __future__ import annotations

import subprocess
import sys
from string import Formatter

import pytest

from policyc.report.catalogue import Entry, entries, entry, help_text, label_text, message
from policyc.report.diagnostic import Diagnostic, Label, Language, Words
from policyc.source import Span


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def texts(found: Entry) -> list[Words]:
    return [found.words, *([found.help] if found.help else []), *found.labels.values()]


@pytest.mark.parametrize("slug", entries())
def test_both_languages_are_written_and_ask_for_the_same_arguments(slug: str) -> None:
    for words in texts(entry(slug)):
        assert words.zh.strip()
        assert words.en.strip()
        assert placeholders(words.zh) == placeholders(words.en)


@pytest.mark.parametrize("slug", entries())
def test_messages_have_no_full_stop(slug: str) -> None:
    for words in texts(entry(slug)):
        assert not words.zh.endswith(("。", "."))
        assert not words.en.endswith(("。", "."))


def test_arguments_that_are_words_follow_the_reader() -> None:
    found = Diagnostic("claim-key-twice", None, {"key": Words("等级", "level"), "remedy": Words("删", "drop one")})
    assert message(found, Language.ZH) == "「等级」写了两次"
    assert message(found, Language.EN) == "`level` is given twice"
    assert help_text(found, Language.EN) == "drop one"


def test_what_others_wrote_is_escaped_in_messages() -> None:
    found = Diagnostic("claim-key-twice", None, {"key": "a\u202eb\x1b[31m\u0301"})
    assert message(found, Language.EN) == "`a<U+202E>b<U+001B>[31m<U+0301>` is given twice"


def test_braces_in_arguments_are_only_text() -> None:
    found = Diagnostic("claim-key-twice", None, {"key": "{count}"})
    assert message(found, Language.EN) == "`{count}` is given twice"


def test_an_argument_of_any_length_leaves_a_message_one_can_read() -> None:
    found = Diagnostic("claim-key-twice", None, {"key": "额" * 100_000})
    assert message(found, Language.ZH) == "「" + "额" * 119 + "…」写了两次"


def test_a_missing_argument_is_our_mistake_and_is_loud() -> None:
    with pytest.raises(KeyError):
        message(Diagnostic("claim-key-twice", None), Language.ZH)


def test_a_label_has_words(monkeypatch: pytest.MonkeyPatch) -> None:
    labelled = Entry(Words("甲", "a"), None, {"first": Words("先在这里：{name}", "first here: {name}")})
    monkeypatch.setattr("policyc.report.catalogue.entries", lambda: {"twice": labelled})
    found = Diagnostic("twice", Span(0, 1), {"name": "乙"}, (Label(Span(0, 1), "first"),))
    assert label_text(found, "first", Language.ZH) == "先在这里：乙"


def test_checking_without_errors_reads_no_catalogue() -> None:
    """A fresh process that draws no diagnostic opens no room of the catalogue."""
    program = (
        "from policyc.report import catalogue, render\n"
        "from policyc.report.diagnostic import Language\n"
        "assert render.render_text((), None, Language.ZH) == ''\n"
        "import sys\n"
        "print(catalogue.entries.cache_info().currsize, 'tomllib' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "0 False\n"
