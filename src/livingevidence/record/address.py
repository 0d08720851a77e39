"""The address of the published site, as REVIEW_BASEURL gives it."""

from __future__ import annotations

import os
import re

from livingevidence.record.problems import Told

NAME = "REVIEW_BASEURL"
# It is written into pages, addresses and a feed as it is, so it holds nothing that means something else there.
_FORM = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~%@:+,;=!$*()-]+)*/?")


class BadAddress(Told):
    """REVIEW_BASEURL is no address of a site; says what is allowed."""

    code = 2


def site_address() -> str:
    """Return the address of the root of the published site without a slash at its end; empty where none is given.

    Raises
    ------
    BadAddress
        If it has another form than a host and folders.
    """
    given = os.environ.get(NAME, "")
    if given and not _FORM.fullmatch(given):
        allowed = "https://HOST or https://HOST/FOLDER, without spaces, quotes, ? and #"
        raise BadAddress(f"{NAME} is '{given}', which is no address of a site; allowed is {allowed}")
    return given.rstrip("/")
