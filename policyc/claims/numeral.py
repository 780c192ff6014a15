"""Numbers as written, read exactly into scaled integers."""

from __future__ import annotations

import re
from enum import Enum

from attrs import frozen

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％－−：／\u3000", "0123456789.,%--:/ ")
_DIGITS = 40
_EXPONENT = 9999

_NUMERAL = re.compile(r"(-?)(\d{1,3}+(?:,\d{3})+|\d++)(?:\.(\d++))?(?:[eE]([+-]?)(\d++))?", re.ASCII)


@frozen
class Numeral:
    """A number of a JSON text that is not a small whole number: its characters, untouched."""

    text: str


class Fault(Enum):
    """Why a text is not a number of a given scale."""

    NOT_A_NUMBER = "not a number"
    TOO_PRECISE = "too precise"
    TOO_LARGE = "too large"
    FLOAT = "float"


def half_width(text: str) -> str:
    """`text` with full-width digits and signs made half-width, spaces around it dropped."""
    return text.translate(_FULL_WIDTH).strip()


def scaled(text: str, scale: int) -> int | Fault:
    """The number written in `text`, times 10**`scale`; a digit that would be lost is TOO_PRECISE.

    Commas may group thousands. An exponent is accepted, and never costs more than the digits written.
    """
    whole, point, decimals = text.partition(".")
    digits, zeros = whole + decimals, scale - len(decimals)
    if zeros >= 0 and whole and (decimals or not point) and len(whole) < _DIGITS and _is_plain(digits):
        return int(digits + "0" * zeros)
    match = _NUMERAL.fullmatch(text)
    if match is None:
        return Fault.NOT_A_NUMBER
    sign, whole, decimals, exponent_sign, exponent = match.groups("")
    return _rescaled(sign, whole.replace(",", ""), decimals, _power(exponent_sign, exponent), scale)


def _is_plain(digits: str) -> bool:
    return digits.isdigit() and digits.isascii()


def _power(sign: str, digits: str) -> int:
    """The exponent, held to a size that already says too large or too precise."""
    significant = digits.lstrip("0")
    power = int(significant or 0) if len(significant) <= 4 else _EXPONENT
    return -power if sign == "-" else power


def _rescaled(sign: str, whole: str, decimals: str, power: int, scale: int) -> int | Fault:
    digits = (whole + decimals).rstrip("0")
    places = len(decimals) - power - (len(whole + decimals) - len(digits))
    significant = digits.lstrip("0")
    if not significant:
        return 0
    if len(significant) - places > _DIGITS:
        return Fault.TOO_LARGE
    if places > scale:
        return Fault.TOO_PRECISE
    number = int(significant + "0" * (scale - places))
    return -number if sign else number
