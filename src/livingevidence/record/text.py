"""Text of records as it is shown: never as markup, and numbers as they were printed."""

import re
import string
from decimal import Decimal

_PUNCTUATION = re.compile("([" + re.escape(string.punctuation) + "])")
MINUS = "−"
THIN = "\N{NARROW NO-BREAK SPACE}"


def escape(text: str) -> str:
    """Return text that MyST shows as the characters it is: each punctuation mark behind a backslash, on one line."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(str(text).split()))


def number(value: float | int | str | None) -> str:
    """Return a number with its printed digits and a real minus sign, words as they are; a dash where there is none."""
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return "–"
    text = f"{int(value):,}" if value == int(value) else f"{Decimal(repr(value)):,f}"
    return text.replace("-", MINUS).replace(",", THIN)


def percent(value: float) -> str:
    """Return a percentage, with a narrow space before the sign."""
    return f"{number(value)}{THIN}%"


def nearest_count(value: float) -> int:
    """Return the nearest number of people, a half away from none: dots and words of one share are of as many."""
    return int(value + (0.5 if value > 0 else -0.5))


def rounded(value: float, places: int = 0, apart: tuple[float, ...] = (0,)) -> str:
    """Return a number rounded to decimals, with up to three more where it would else read as one of `apart`."""
    for decimals in range(places, places + 4):
        rounded_value = round(value, decimals)
        if value in apart or rounded_value not in apart:
            break
    return f"{rounded_value + 0:,.{decimals}f}".replace("-", MINUS).replace(",", THIN)


def interval(low: float, high: float, suffix: str = "") -> str:
    """Return an interval in words: ``2.9 to 9.5 %``."""
    return f"{number(low)} to {number(high)}{suffix}"


def count(number_of: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun: ``1 study``, ``3 studies``."""
    return f"{number(number_of)} {singular if number_of == 1 else plural or singular + 's'}"


def names_in_words(names: list[str]) -> str:
    """Return names as a sentence has them: ``a, b and c``."""
    if not names:
        return "none"
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def capital(words: str) -> str:
    """Return words with a capital at the start, the rest as it is."""
    return words[0].upper() + words[1:]


def slug(words: str) -> str:
    """Return words as a name that addresses may have: ``sample-rash``; empty if they have no such character."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
