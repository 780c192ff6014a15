"""How long checking takes: a generated policy of realistic blocks, from hundreds of lines to tens of thousands.

Run as `python -m benchmarks.checking`; `--profile` shows where the time of the 1,000-line policy goes.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from time import perf_counter

from policyc.compile import compile_bytes

LINES = (250, 1_000, 5_000, 20_000)
REPEATS = 5

HEAD = """\
政策 合成待遇 (synthetic)
  标题："合成的待遇" ("Synthetic benefits")
  有效：2024年1月1日 至 2024年12月31日
  取整：每笔支付，到分，四舍五入

来源 指南 (guide)："合成的指南" ("A synthetic guide")
  一.4 住院待遇

种类 人群 (population)：未就业居民 (unemployed) 编码 310、学生 (student) 编码 320
种类 等级 (level)：一级 (primary) < 二级 (secondary) < 三级 (tertiary)

事实
  人群：人群
  等级：等级，"就诊机构的等级" ("level of the institution")
  住院次数 (admission_no)：次数，1 以上
  停卡 (suspended)：是否
  备案日期 (filed_on)：日期，可缺
  就诊日期 (service_date)：日期，2024年1月1日 至 2024年12月31日

期间 年度 (policy_year)：年，始于 1月1日，按 就诊日期
"""

BLOCKS = """
# 第{n}项
事实
  费用{n} (cost_{e})：金额，0 至 1000万，"政策范围内费用" ("cost in scope")

参数 限额{n} (limit_{e})：金额，按 就诊日期
  2024年1月1日起：{limit}万
  2024年7月1日起：{more}万

表 待遇表{n} (table_{e})
  来源：指南 一.4
  空白：同上
  | 人群       | 等级 | => 首次起付线{n} (first_{e}) | 支付比例{n} (ratio_{e}) |
  | 未就业居民 | 三级 | 800 元                       | 75%                     |
  |            | 二级 | 500 元                       | 80%                     |
  |            | 一级 | 300 元                       | 85%                     |
  | 学生       | 三级 | 500 元                       | 80%                     |
  |            | 二级 | 500 元                       | 85%                     |
  |            | 一级 | 无                           | 90%                     |

规则 起付标准{n} (deductible_{e})：金额
  来源：指南 一.4
  读法："首次的一半指本级别的" ("half of the first amount of this level")
  若 住院次数 为 1 且 首次起付线{n} 不为 无：首次起付线{n}
  若 住院次数 为 2 且 首次起付线{n} 不为 无：首次起付线{n} × 50%，到分，四舍五入
  否则：100 元

规则 已备案{n} (filed_{e})：是否
  公式：备案日期 不为 无

待遇 统筹支付{n} (pay_{e})
  来源：指南 一.4
  不予支付：停卡，理由 "停卡期间不付" ("nothing while suspended")
  条件：已备案{n} 或 等级 不为 三级，否则 "未备案" ("not filed")
  费用：费用{n}
  起付线：每次，起付标准{n}
  封顶：费用，每 年度，限额{n}
  比例：支付比例{n} × 90%，若 住院次数 为 3 以上，否则 支付比例{n}
  封顶：支付，每 年度，20万

规则 个人负担{n} (own_{e})：金额
  公式：费用{n} − 统筹支付{n}

断言：个人负担{n} ≥ 0 元

案例 普通{n} (ordinary_{e})：各自独立
  已知：停卡 为 否，就诊日期 为 2024年5月10日，备案日期 为 2024年2月29日
  | 人群 | 等级 | 住院次数 | 费用{n}   | => 起付标准{n} |
  | 学生 | 三级 | 1        | 10,000.00 | 500.00         |
"""


def policy_of(lines: int) -> str:
    """A policy of at least so many lines."""
    parts = [HEAD]
    count, each = HEAD.count("\n"), BLOCKS.count("\n")
    for number in range(1, 1 + -(-(lines - count) // each)):
        parts.append(BLOCKS.format(n=_stems(number), e=number, limit=30 + number % 10, more=35 + number % 10))
    return "".join(parts)


def _stems(number: int) -> str:
    """A number in heavenly stems: digits would end a Chinese name."""
    stems = "甲乙丙丁戊己庚辛壬癸"
    return "".join(stems[int(digit)] for digit in str(number))


def seconds(lines: int, repeats: int = REPEATS) -> float:
    """The best time of several to check a policy of so many lines, parsing included. Raises ValueError on findings."""
    text = policy_of(lines).encode()
    best = float("inf")
    for _ in range(repeats):
        start = perf_counter()
        _, _, findings = compile_bytes("synthetic.pol", text)
        best = min(best, perf_counter() - start)
        if findings:
            raise ValueError(findings[0])
    return best


def main() -> None:
    if "--profile" in sys.argv:
        profile = cProfile.Profile()
        profile.runcall(seconds, 1_000, 1)
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
        return
    seconds(250, 1)
    for lines in LINES:
        took = seconds(lines, 2 if lines > 5_000 else REPEATS)
        print(f"{lines:>7,} lines  {took * 1000:>8.1f} ms  {took / lines * 1e6:>6.1f} µs a line")


if __name__ == "__main__":
    main()
