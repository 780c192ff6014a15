"""Names of files as policies write them: relative, forward, never out of the folder of the first file."""

from __future__ import annotations

from collections.abc import Callable

from policyc.report.diagnostic import Words

Folder = Callable[[str], bytes | Words]
"""Gives the contents of a file by its path from the folder's root, `kunshan/resident_2021.zh.pol`, or why not."""

LONGEST = 512
"""How long a path may be, in characters."""

ABSOLUTE = Words(
    "路径要相对于写它的文件，不能是绝对路径或网址",
    "a path is relative to the file that writes it, no absolute path or address",
)
OUTSIDE = Words("它在第一个文件所在的文件夹之外", "it lies outside the folder of the first file")
ODD = Words("这不像一个文件的路径", "this does not look like the path of a file")
NO_FOLDER = Words(
    "这份政策是一段文字，没有说它在哪个文件夹（`policyc.loads(…, folder=…)`）",
    "this policy is a text and no folder was given for it (`policyc.loads(…, folder=…)`)",
)


def resolved(written: str, beside: str) -> str | Words:
    """The path from the root that a file at `beside` means by `written`, or what is wrong with it."""
    if not written.strip() or len(written) > LONGEST or not written.isprintable() or "\\" in written:
        return ODD
    if written.startswith(("/", "~")) or ":" in written:
        return ABSOLUTE
    steps = beside.split("/")[:-1]
    for step in written.split("/"):
        if step == "..":
            if not steps:
                return OUTSIDE
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps) or ODD
