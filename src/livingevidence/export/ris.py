"""RIS that other programs can read, without the number that rispy writes before each entry."""

from collections.abc import Iterable

import rispy


class _Unnumbered(rispy.RisWriter):
    def set_header(self, count: int) -> str:
        return ""


def ris_text(entries: Iterable[dict]) -> str:
    """Return entries, in the fields of rispy, as RIS."""
    return rispy.dumps([*entries], implementation=_Unnumbered)
