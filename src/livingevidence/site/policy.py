"""The Content-Security-Policy of every page: nothing from elsewhere, inline scripts and styles only by their hash."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx

PLACE = "content-security-policy-of-this-page"  # what the template writes, and the built page no longer holds
# Blocks of data, such as JSON-LD, are never run and need no hash. A hash is of the text between the tags.
_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def policy(pages: Iterable[str]) -> str:
    """Return the policy under which every page works; one for all, because the search opens pages inside its own.

    Figures are drawn as SVG whose marks carry style attributes, and Sphinx gives columns their widths so; no hash
    can name those, and `style-src-attr` allows these attributes alone. Scripts have no such exception.
    """
    whole = "".join(pages)
    scripts, styles = (_hashes(pattern, whole) for pattern in (_SCRIPT, _STYLE))
    return (
        f"default-src 'self'; script-src {scripts}; style-src {styles}; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
    )


def _hashes(pattern: re.Pattern, html: str) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in set(pattern.findall(html)))
    return " ".join(["'self'", *sorted(f"'sha256-{digest}'" for digest in digests)])


def write(app: Sphinx, error: Exception | None) -> None:
    """Put the policy into each page that was written by this build."""
    if error is None and app.builder.format == "html":
        pages = {path: path.read_text(encoding="utf-8") for path in Path(app.outdir).rglob("*.html")}
        made = policy(pages.values())
        for path, html in pages.items():
            if PLACE in html:
                path.write_text(html.replace(PLACE, made, 1), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Settle the policies when all pages are there."""
    app.connect("html-page-context", lambda app, name, template, context, doctree: context.update(policy=PLACE))
    app.connect("build-finished", write, priority=900)
