"""The zip file that a workbook is, looked over before anything is made of it: its size unpacked, its parts, its XML.

A workbook comes from others. Nothing is unpacked beyond a bound, no entity is expanded, and what would run or reach
elsewhere (macros, links to other workbooks) is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from policyc.report.diagnostic import Words
from policyc.sheets.fault import SheetError, fault
from policyc.sheets.grid import column_number, read_area, too_large

MOST_UNPACKED = 32 * 1024 * 1024
MOST_PARTS = 1000
MOST_CELLS = 100_000
"""Of all sheets together; a merged cell counts as many as it covers."""

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_XML_BEGINS = (b"<", b"\xef\xbb", b"\xff\xfe", b"\xfe\xff")
_CHUNK = 1 << 16
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E", re.IGNORECASE)
_CELL_ADDRESS = re.compile(r"([A-Z]{1,3})[1-9][0-9]{0,6}")

BROKEN = Words("文件不完整，或不是 .xlsx", "it is cut short, or no .xlsx file")


def check_archive(data: bytes) -> None:
    """Raises SheetError where a workbook is too large, broken, or holds what is not read."""
    if data.startswith(_OLD_OR_LOCKED):
        raise fault(
            "sheet-not-a-workbook",
            why=Words("是旧的 .xls，或者有密码", "it is an old .xls file, or locked with a password"),
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
            for part in archive.infolist():
                content = _unpacked(archive, part)
                if content.lstrip()[:2].lstrip(b"\0").startswith(_XML_BEGINS):
                    _check_sheet(content, drawing=part.filename.endswith(".vml"))
    except SheetError:
        raise
    except DefusedXmlException:
        raise _with_entities() from None
    except Exception:  # unpacking what others made may fail in any way
        raise fault("sheet-not-a-workbook", why=BROKEN) from None


def _with_entities() -> Exception:
    return fault("sheet-unsafe", found=Words("XML 实体声明", "declarations of XML entities"))


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or total > MOST_UNPACKED:
        raise too_large(
            Words(f"展开有 {len(parts)} 个部分、{total} 个字节", f"it unpacks to {len(parts)} parts of {total} bytes"),
            Words(f"{MOST_PARTS} 个、{MOST_UNPACKED} 个字节", f"{MOST_PARTS} parts and {MOST_UNPACKED} bytes"),
        )
    names = [part.filename.lower() for part in parts]
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise fault("sheet-unsafe", found=Words("宏", "macros"))
    if any(name.startswith("xl/externallinks/") for name in names):
        raise fault("sheet-unsafe", found=Words("指向别的工作簿的链接", "links to other workbooks"))
    if "xl/workbook.xml" not in names:
        raise fault("sheet-not-a-workbook", why=Words("里面没有工作簿", "there is no workbook in it"))


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A part's bytes, never more than it declares: what says less than it holds is broken."""
    chunks: list[bytes] = []
    size = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > part.file_size:
                raise zipfile.BadZipFile(part.filename)
            chunks.append(chunk)
    content = b"".join(chunks)
    if _DOCTYPE.search(content):
        raise _with_entities()
    return content


def _check_sheet(content: bytes, *, drawing: bool) -> None:
    """Counts the cells that a part holds and those that its merged cells cover, before they are made.

    Any part may be named as a sheet. Old drawings are seldom whole XML: they are counted as far as they go.
    """
    try:
        _count_cells(content)
    except ParseError:
        if not drawing:
            raise


def _count_cells(content: bytes) -> None:
    count = 0
    for element in _elements(content):
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if tag == "c":
            count += 1
            match = _CELL_ADDRESS.fullmatch(element.get("r", "A1"))
            count += MOST_CELLS if match is None or column_number(match[1]) > 16384 else 0
        elif tag == "mergeCell":
            count += _covered(element.get("ref", ""))
        if count > MOST_CELLS:
            raise too_large(
                Words("一张表的单元格太多", "a sheet has too many cells"),
                Words(f"{MOST_CELLS} 个", f"{MOST_CELLS}"),
            )


def _covered(reference: str) -> int:
    """How many cells a merged cell covers."""
    try:
        area = read_area(reference)
    except SheetError:
        raise fault("sheet-not-a-workbook", why=BROKEN) from None
    return len(area.rows) * len(area.columns)


def _elements(content: bytes) -> Iterator[Element]:
    for _, element in iterparse(io.BytesIO(content), forbid_dtd=True):
        yield element
        if element.tag.rpartition("}")[2] in ("c", "row", "mergeCell"):
            element.clear()
