"""Characters: which are equal to one another, which make names, and which are never what they seem."""

from __future__ import annotations

import re
import unicodedata

LETTER = r"[^\W\d_A-Za-z]"
"""A letter that is not of the Latin alphabet, as a regular expression; a class of all Han letters compiles slowly."""

_HAN = ((0x3005, 0x3005), (0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x3134F))

_SAME_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if not chr(code).isalpha() and code != 0xFF0C}
_SPACES = {0x3000: 0x20, 0xA0: 0x20}
_SIGNS = {ord(sign): ord(plain) for sign, plain in {"×": "*", "÷": "/", "−": "-", "–": "-"}.items()}
_PLAIN = _SAME_WIDTH | _SPACES | _SIGNS

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Controls, and characters that show nothing or turn the order of what is shown."""

_LOOK_ALIKES = dict(
    zip("АВЕКМНОРСТХасеорхуіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοıɑɡ", "ABEKMHOPCTXaceopxyijsdqwABEZHIKMNOPTYXoiag", strict=True)
)

_SIMPLIFIED = str.maketrans(
    "來說種類實細間參數規則費條斷標題讀適額線頂頓結計從終無為與應於過滿減隨編碼違歲個幣週萬億內後開對單筆進證據員級醫療險門診院藥報銷補償綜繳",
    "来说种类实细间参数规则费条断标题读适额线顶顿结计从终无为与应于过满减随编码违岁个币周万亿内后开对单笔进证据员级医疗险门诊院药报销补偿综缴",
)


def plain_text(text: str) -> str:
    """The text as the lexer reads it: full-width signs and digits made half-width, line ends made LF; offsets keep."""
    return text.replace("\r\n", " \n").replace("\r", "\n").translate(_PLAIN)


def is_han(character: str) -> bool:
    code = ord(character)
    return code > 0x3000 and any(first <= code <= last for first, last in _HAN)


def has_han(text: str) -> bool:
    return not text.isascii() and any(map(is_han, text))


def odd_letter(text: str) -> int | None:
    """The place of the first character that is neither ASCII nor Han, if there is one."""
    if text.isascii():
        return None
    return next((place for place, character in enumerate(text) if not (character.isascii() or is_han(character))), None)


def meant_by(character: str) -> str | None:
    """The ordinary letter that `character` is easily taken for, or None."""
    if character in _LOOK_ALIKES:
        return _LOOK_ALIKES[character]
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded != character and folded.isalnum() else None


def as_written(word: str) -> str:
    """The word as the language writes its own: in simplified characters and small letters."""
    return word.translate(_SIMPLIFIED).lower()


def character_name(character: str) -> str:
    """`U+200B zero width space`: a character that cannot be shown as itself."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control').lower()}"
