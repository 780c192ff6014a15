"""Diagnostics drawn for a terminal, with carets that stand under full-width text, or given as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import evolve, frozen

from policyc.report.catalogue import help_text, label_text, message
from policyc.report.diagnostic import Diagnostic, Label, Language, Severity, Words
from policyc.report.excerpt import excerpt
from policyc.report.visible import visible
from policyc.source import Source, Span

_SEVERITY = {Severity.ERROR: Words("错误", "error"), Severity.WARNING: Words("警告", "warning")}
_HEADING = Words("{severity}[{code}]：{message}", "{severity}[{code}]: {message}")
_HELP = Words("改法：", "help: ")

_BLUE, _RESET = "\x1b[34m", "\x1b[0m"
_TINT = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m"}


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics by place, those without a place last, and none twice."""
    first_of: dict[tuple[object, ...], Diagnostic] = {}
    for diagnostic in diagnostics:
        first_of.setdefault(_identity(diagnostic), diagnostic)
    return tuple(sorted(first_of.values(), key=_position))


def _identity(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.code, diagnostic.span, frozenset(diagnostic.arguments.items()), diagnostic.severity


def _position(diagnostic: Diagnostic) -> tuple[bool, int, int]:
    span = diagnostic.span
    return (True, 0, 0) if span is None else (False, span.start, span.end)


# ---- for a terminal


@frozen
class _Pen:
    """How to draw: in which language, and with the terminal's colours or without."""

    language: Language
    colour: bool

    def tinted(self, text: str, tint: str) -> str:
        return f"{tint}{text}{_RESET}" if self.colour else text


@frozen
class _Mark:
    """A stretch to underline: `sign` repeated under it, then `words`."""

    span: Span
    sign: str
    words: str
    tint: str


def render_text(
    diagnostics: Iterable[Diagnostic], source: Source | None, language: Language, *, colour: bool = False
) -> str:
    """The diagnostics as a reader sees them, a blank line between, a count at the end; "" when there are none.

    `source` is the text that spans point into; diagnostics without a span need none.
    """
    ordered = in_order(diagnostics)
    if not ordered:
        return ""
    drawn = draw(ordered, source, language, colour=colour)
    return "\n\n".join([*drawn, _count(ordered, language)]) + "\n"


def draw(
    diagnostics: Iterable[Diagnostic], source: Source | None, language: Language, *, colour: bool = False
) -> list[str]:
    """Each diagnostic by itself, as it stands among others."""
    pen = _Pen(language, colour)
    return ["\n".join(_draw(diagnostic, source, pen)) for diagnostic in diagnostics]


def _draw(diagnostic: Diagnostic, source: Source | None, pen: _Pen) -> Iterator[str]:
    heading = _HEADING.in_language(pen.language).format(
        severity=_SEVERITY[diagnostic.severity].in_language(pen.language),
        code=diagnostic.code,
        message=message(diagnostic, pen.language),
    )
    yield pen.tinted(heading, _TINT[diagnostic.severity])
    if source is not None and diagnostic.span is not None:
        yield from _draw_places(diagnostic, diagnostic.span, source, pen)
    help = help_text(diagnostic, pen.language)
    if help is not None:
        yield f"  = {_HELP.in_language(pen.language)}{help}"


def _draw_places(diagnostic: Diagnostic, span: Span, source: Source, pen: _Pen) -> Iterator[str]:
    """The lines at fault, file by file, that of the finding itself first."""
    marks = [_Mark(span, "^", "", _TINT[diagnostic.severity])]
    marks += [
        _Mark(label.span, "-", label_text(diagnostic, label.key, pen.language), _BLUE) for label in diagnostic.labels
    ]
    by_file: dict[int, list[_Mark]] = {}
    for mark in marks:
        _, origin = source.part_at(mark.span.start)
        by_file.setdefault(origin, []).append(evolve(mark, span=mark.span.moved(-origin)))
    for origin, found in by_file.items():
        yield from _draw_file(source.part_at(origin)[0], found, "-->" if found[0].sign == "^" else ":::", pen)


def _draw_file(source: Source, marks: list[_Mark], arrow: str, pen: _Pen) -> Iterator[str]:
    by_line: dict[int, list[_Mark]] = {}
    for mark in marks:
        by_line.setdefault(source.line_of(mark.span.start), []).append(mark)
    gutter = len(str(max(by_line)))
    line, column = _line_and_column(source, marks[0].span.start)
    yield pen.tinted(f"{' ' * gutter}{arrow} {visible(source.name)}:{line}:{column}", _BLUE)
    for line in sorted(by_line):
        yield from _draw_line(source, line, by_line[line], gutter, pen)


def _draw_line(source: Source, line: int, marks: list[_Mark], gutter: int, pen: _Pen) -> Iterator[str]:
    shown = excerpt(source, line, marks[0].span.start)
    yield f"{pen.tinted(f'{line:>{gutter}} |', _BLUE)} {shown.text}".rstrip()
    for mark in marks:
        margin = pen.tinted(f"{' ' * gutter} |", _BLUE) + " " * (1 + shown.column(mark.span.start))
        yield margin + pen.tinted(f"{mark.sign * shown.width(mark.span)} {mark.words}".rstrip(), mark.tint)


def _line_and_column(source: Source, offset: int) -> tuple[int, int]:
    line = source.line_of(offset)
    return line, offset - source.line_starts[line - 1] + 1


def _count(diagnostics: tuple[Diagnostic, ...], language: Language) -> str:
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    counts = [(errors, Severity.ERROR), (len(diagnostics) - errors, Severity.WARNING)]
    if language is Language.ZH:
        return "，".join(f"{count} 个{_SEVERITY[severity].zh}" for count, severity in counts if count)
    return ", ".join(f"{count} {_SEVERITY[severity].en}{'s' * (count > 1)}" for count, severity in counts if count)


# ---- as data


def to_json(
    diagnostics: Iterable[Diagnostic], source: Source | None, language: Language | None = None
) -> list[dict[str, object]]:
    """The diagnostics as JSON values, in order; lines and columns count from 1, columns in code points.

    Without a `language` every text is `{"zh": …, "en": …}`, with one it is a string.
    """
    return [_as_data(diagnostic, source, language) for diagnostic in in_order(diagnostics)]


def _as_data(diagnostic: Diagnostic, source: Source | None, language: Language | None) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": _texts(lambda reader: message(diagnostic, reader), language),
        "help": _texts(lambda reader: help_text(diagnostic, reader), language),
        **_place_as_data(diagnostic.span, source),
        "labels": [_label_as_data(diagnostic, label, source, language) for label in diagnostic.labels],
    }


def _label_as_data(
    diagnostic: Diagnostic, label: Label, source: Source | None, language: Language | None
) -> dict[str, object]:
    text = _texts(lambda reader: label_text(diagnostic, label.key, reader), language)
    return {"text": text, **_place_as_data(label.span, source)}


def _place_as_data(span: Span | None, source: Source | None) -> dict[str, object]:
    if span is None or source is None:
        return {}
    file, origin = source.part_at(span.start)
    line, column = _line_and_column(file, span.start - origin)
    end_line, end_column = _line_and_column(file, span.end - origin)
    return {"file": file.name, "line": line, "column": column, "end": {"line": end_line, "column": end_column}}


def _texts(text: Callable[[Language], str | None], language: Language | None) -> object:
    if language is not None:
        return text(language)
    both = {reader.value: text(reader) for reader in Language}
    return None if None in both.values() else both
