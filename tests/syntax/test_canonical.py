"""A file made canonical: what comments, empty lines and the author's own lines become; nothing else changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policyc.compile import compile_source
from policyc.core.show import show
from policyc.folder import folder_at
from policyc.report.diagnostic import Language
from policyc.source import Source, display_width
from policyc.syntax import canonical as module
from policyc.syntax.canonical import mostly, rewrite
from policyc.syntax.clause import File, Spelling
from policyc.syntax.format import format_file
from tests.syntax.reading import read
from tests.syntax.trees import files

ROOT = Path(__file__).parents[2]
POLICIES = sorted(
    path for folder in ("policies", "examples", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.pol")
)
WELL_WRITTEN = [path for path in POLICIES if ".bad" not in path.name]
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TURNED = {Language.ZH: Language.EN, Language.EN: Language.ZH}


def rewritten(text: str, language: Language | None = None) -> str:
    done = rewrite(Source("test.pol", text), language)
    assert done.findings == ()
    assert done.text is not None
    return done.text


# ---- what becomes of comments

MESSY = """\
# 文件开头


#第二段
政策 甲 (a)   # 行尾
  # 在读法前
  读法："先写的读法"
  标题："甲"  ＃全角井号
    # 标题以后，缩进过深

  # 政策末尾

# 另一段，属于事实
事实

      # 缩进过深
  费用额 (cost)：金额  # 钱


  等级 (level)：次数，1 以上
# 没有缩进
  年龄：周岁
  # 事实末尾
断言：cost>=0元
# 紧跟着
断言：费用额 ≤ 1,000,000 元

# 隔开的
断言：年龄 < 100周岁
表 丙
  # 在表头前
  空白：同上  # 空白行尾
  | 等级|=> 丁|   # 表头行尾

  # 在行前
  |1|10%|  # 行尾
  |2以上|100%，若 年龄 不满 18周岁，否则 50%|
  # 表末
待遇 戊
  费用：费用额
  分段累进：费用，每次
    # 在段前
    4万以下：80%  # 段尾
    # 段末

    # 段末又一行
  # 待遇末
# 最后
  # 最后缩进的
"""

NEAT = """\
# 文件开头

#第二段
政策 甲 (a)  # 行尾
  标题："甲"  #全角井号
  # 在读法前
  读法："先写的读法"
  # 标题以后，缩进过深

  # 政策末尾

# 另一段，属于事实
事实
  # 缩进过深
  费用额 (cost)：金额  # 钱

  等级 (level)：次数，1以上
  # 没有缩进
  年龄：周岁
  # 事实末尾

断言：费用额 ≥ 0 元
# 紧跟着
断言：费用额 ≤ 100万元

# 隔开的
断言：年龄 不满 100周岁

表 丙
  # 在表头前
  空白：同上  # 空白行尾
  | 等级  | => 丁                               |  # 表头行尾

  # 在行前
  | 1     | 10%                                 |  # 行尾
  | 2以上 | 100%，若 年龄 不满 18周岁，否则 50% |
  # 表末

待遇 戊
  费用：费用额
  分段累进：费用，每次
    # 在段前
    4万以下：80%  # 段尾
    # 段末

    # 段末又一行
  # 待遇末
# 最后
# 最后缩进的
"""


def test_comments_keep_their_places() -> None:
    assert rewritten(MESSY) == NEAT


def test_a_neat_file_stays() -> None:
    assert rewritten(NEAT) == NEAT


def test_comments_are_not_translated() -> None:
    english = rewritten(NEAT, Language.EN)
    assert [line.strip() for line in english.splitlines() if line.strip().startswith("#")] == [
        line.strip() for line in NEAT.splitlines() if line.strip().startswith("#")
    ]
    assert "  cost (费用额): money  # 钱\n" in english
    assert rewritten(english, Language.ZH) == NEAT


@pytest.mark.parametrize(
    ("text", "neat"),
    [
        ("", ""),
        ("\n\n# 只有注释\n\n\n# 两行\n", "# 只有注释\n\n# 两行\n"),
        ("政策 甲\n  # 没有内容的块\n断言：乙\n", "政策 甲\n  # 没有内容的块\n\n断言：乙\n"),
        ("断言：甲  #\n", "断言：甲  #\n"),
        (
            '规则 甲：金额\n  读法："有 # 号" #注\n  公式：「甲#乙」\n',
            '规则 甲：金额\n  读法："有 # 号"  #注\n  公式：「甲#乙」\n',
        ),
        ('来源 甲："乙"\n  一.1 说“#\n', '来源 甲："乙"\n  一.1 说“  #\n'),
        ("断言：甲\r\n# 注\r\n断言：乙", "断言：甲\n# 注\n断言：乙\n"),
        ("断言：甲\n  # 断言下面\n断言：乙\n", "断言：甲\n  # 断言下面\n断言：乙\n"),
    ],
)
def test_where_comments_can_be(text: str, neat: str) -> None:
    assert rewritten(text) == neat
    assert rewritten(neat) == neat


# ---- lines that are the author's


def test_a_kind_stays_on_its_lines() -> None:
    tall = "种类 甲 (a)\n  # 第一类\n  乙 (b) 编码 01  # 常见\n  丙\n"
    assert rewritten(tall) == tall
    assert rewritten(tall, Language.EN) == "kind a (甲)\n  # 第一类\n  b (乙) code 01  # 常见\n  丙\n"
    assert (
        rewritten("种类 甲：乙，丙\n种类 丁\n  戊\n种类 己:庚<辛\n")
        == "种类 甲：乙、丙\n\n种类 丁\n  戊\n\n种类 己：庚 < 辛\n"
    )


def test_what_a_case_is_given_stays_on_its_lines() -> None:
    tall = "案例 甲：各自独立\n  已知：乙 为 1，丙 为 2  # 一\n  # 再一行\n  已知：丁 为 是\n"
    assert rewritten(tall) == tall


# ---- one spelling


def test_one_spelling_is_settled_on() -> None:
    written = "待遇 甲\n  免赔额: 每 次, 10000元\n  封顶线：支付,每天,６００ 元\n  条件: 乙>=18岁,否则“不行”\n"
    neat = '待遇 甲\n  起付线：每次，1万元\n  封顶：支付，每日，600 元\n  条件：乙 18周岁以上，否则 "不行"\n'
    assert rewritten(written) == neat


def test_dates_are_compared_in_the_words_of_dates() -> None:
    assert rewritten("事实\n  甲：日期\n断言：乙 <= 甲\n").endswith("断言：乙 不晚于 甲\n")


def test_names_that_only_a_name_can_be_need_no_quotes() -> None:
    assert rewritten("种类 二十万：「一万」、「若」\n") == "种类 二十万：一万、若\n"
    assert rewritten("断言：「一万」 > 「若」\n") == "断言：「一万」 > 「若」\n"


# ---- the vocabulary


def test_a_file_keeps_the_vocabulary_it_is_mostly_written_in() -> None:
    mixed = "政策 甲 (a)\nfacts\n  乙 (b): money\nassert: 乙 >= 0\nassert: b >= 1\n"
    assert mostly(mixed) is Language.EN
    assert rewritten(mixed).startswith("policy a (甲)\n\nfacts\n  b (乙): money\n")
    assert mostly("政策 甲\nfacts\n  乙: money\n") is Language.ZH
    assert mostly("# policy\n") is Language.ZH


def test_names_with_one_spelling_stay_and_are_told() -> None:
    text = '事实\n  费用额 (cost)：金额\n  年龄：周岁\n  age_2：周岁\n断言：每年 = 年龄\n读法：""\n'.replace(
        '读法：""\n', ""
    )
    to_english = rewrite(Source("test.pol", text), Language.EN)
    assert to_english.untranslated == ("年龄", "每年")
    assert to_english.text is not None
    assert "  年龄: age\n" in to_english.text
    assert rewrite(Source("test.pol", text), Language.ZH).untranslated == ("age_2",)


# ---- the guards


def test_a_file_with_findings_is_left() -> None:
    done = rewrite(Source("test.pol", "断言：甲 甲\n"))
    assert (done.text, len(done.findings)) == (None, 1)


def test_a_formatter_that_changes_the_meaning_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(file: File, language: Language, source: Source, known: Mapping[str, Spelling]) -> str:
        return format_file(file, language, source, known).replace("80%", "90%")

    monkeypatch.setattr(module, "format_file", wrong)
    done = rewrite(Source("test.pol", "断言：甲 = 80%\n"))
    assert (done.text, done.findings, done.faithful) == (None, (), False)


def test_a_formatter_that_loses_a_comment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "weave", lambda lines, trivia, places: "".join(f"{line}\n" for line in lines))
    assert rewrite(Source("test.pol", "断言：甲\n")).text == "断言：甲\n"
    assert not rewrite(Source("test.pol", "断言：甲  # 注\n")).faithful


# ---- every policy there is


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_policy(path: Path) -> None:
    """Rewriting twice is rewriting once; the other vocabulary and back is byte for byte the same."""
    text = path.read_text(encoding="utf-8")
    done = rewrite(Source(path.name, text))
    if path not in WELL_WRITTEN and done.findings:
        assert done.text is None
        return
    neat = rewritten(text)
    assert rewritten(neat) == neat
    own = mostly(neat)
    assert rewritten(rewritten(neat, TURNED[own]), own) == neat


@pytest.mark.parametrize("path", WELL_WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_policy_computes_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    before = worksheet(path, text)
    assert isinstance(before, str) or path.parent.name == "twins"
    for again in (rewritten(text), rewritten(text, Language.ZH), rewritten(text, Language.EN)):
        assert worksheet(path, again) == before


def worksheet(path: Path, text: str) -> str | list[str]:
    """The worksheet of a text in a file's place, among the files that it may name; what is wrong where it has none."""
    compiled, _, findings = compile_source(Source(path.name, text), folder_at(path.parent))
    return [finding.code for finding in findings] if compiled is None else show(compiled.worksheet)


# ---- random files, comments at random

words = st.text(alphabet='注ab #“"「|：= ', max_size=8).map(str.rstrip)
places = st.lists(st.tuples(st.integers(0, 200), words, st.integers(0, 7), st.booleans()), max_size=12)


@unhurried
@given(files, st.sampled_from(Language))
def test_files_read_back(file: File, language: Language) -> None:
    assert read(format_file(file, language)) == file


@unhurried
@given(files, st.sampled_from(Language), places)
def test_comments_where_they_belong_stay(
    file: File, language: Language, told: list[tuple[int, str, int, bool]]
) -> None:
    """Before a line, at its indentation, or after a line that says something: the text is canonical already."""
    lines = format_file(file, language).splitlines()
    for number, word, _, trailing in told:
        place = number % len(lines)
        line = lines[place]
        if not line or "#" in line:
            continue
        if trailing:
            lines[place] = f"{line}  #{word}"
        else:
            lines.insert(place, " " * (len(line) - len(line.lstrip(" "))) + f"#{word}")
    text = "".join(f"{line}\n" for line in lines)
    assert rewritten(text, language) == text


@unhurried
@given(files, st.sampled_from(Language), places)
def test_comments_anywhere_are_kept(file: File, language: Language, told: list[tuple[int, str, int, bool]]) -> None:
    """At any indentation, with empty lines anywhere: no comment is lost, none passes another, twice is once."""
    lines = format_file(file, language).splitlines()
    for number, word, depth, trailing in told:
        place = number % (len(lines) + 1)
        if trailing and place < len(lines) and lines[place] and "#" not in lines[place]:
            lines[place] += f" #{word}"
        else:
            lines.insert(place, " " * depth + f"#{word}" if depth < 7 else "")
    text = "\n".join(lines)
    neat = rewritten(text, language)
    assert read(neat) == file
    assert comments(neat) == comments(text)
    assert rewritten(neat, language) == neat
    assert rewritten(rewritten(neat, TURNED[language]), language) == neat


def comments(text: str) -> list[str]:
    return [line[line.index("#") :].rstrip() for line in text.splitlines() if "#" in line]


def test_trailing_comments_of_a_table_are_aligned() -> None:
    neat = rewritten("表 甲\n  | 乙 | => 丙 |  # 一\n  | 100 | 2000% |\n  | 1 |  # 短\n")
    columns = [display_width(line[: line.index("#")]) for line in neat.splitlines() if "#" in line]
    assert len(columns) == 2
    assert columns[0] == columns[1]
