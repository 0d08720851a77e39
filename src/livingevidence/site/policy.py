"""The Content-Security-Policy of every page: nothing from elsewhere, inline scripts and styles only by their hash."""

import base64
import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx

from livingevidence.record.release import data_digest
from livingevidence.site.fresh import Fresh
from livingevidence.site.suggestion import REPOSITORY

PLACE = "content-security-policy-of-this-page"  # what the template writes, and the built page no longer holds
# Blocks of data, such as JSON-LD, are never run and need no hash. A hash is of the text between the tags.
_POLICY = '<meta http-equiv="Content-Security-Policy" content="', '"'
_DIGEST = "Data: digest <code>", "<"
_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def policy(pages: Iterable[str]) -> str:
    """Return the policy under which every page works; one for all, because the search opens pages inside its own.

    Figures are drawn as SVG whose marks carry style attributes, and Sphinx gives columns their widths so; no hash
    can name those, and `style-src-attr` allows these attributes alone. Scripts have no such exception.
    """
    whole = "".join(pages)
    leads = " ".join(["'self'", "/".join(os.environ.get(REPOSITORY, "").split("/")[:3])]).strip()  # forms of the site
    scripts, styles = (_hashes(pattern, whole) for pattern in (_SCRIPT, _STYLE))
    return (
        f"default-src 'self'; script-src {scripts}; style-src {styles}; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        f"form-action {leads}"
    )


def _hashes(pattern: re.Pattern, html: str) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in set(pattern.findall(html)))
    return " ".join(["'self'", *sorted(f"'sha256-{digest}'" for digest in digests)])


def write(app: Sphinx, error: Exception | None, digest: str = "") -> None:
    """Put the policy, which all pages share, and the digest of the data into each page, of earlier builds too."""
    if error is None and app.builder.format == "html":
        pages = {path: path.read_text(encoding="utf-8") for path in Path(app.outdir).rglob("*.html")}
        made = policy(pages.values())
        for path, html in pages.items():
            whole = _put(made, html.replace(PLACE, made, 1), *_POLICY)
            whole = _put(digest, whole, *_DIGEST) if digest else whole
            if whole != html:
                path.write_text(whole, encoding="utf-8")


def _put(words: str, html: str, before: str, behind: str) -> str:
    """Return HTML with other words between two marks where they stand first."""
    start = html.find(before) + len(before)
    return html[:start] + words + html[html.index(behind, start) :] if before in html else html


def setup(app: Sphinx, fresh: Fresh) -> None:
    """Settle the policies when all pages are there."""

    def finish(app: Sphinx, error: Exception | None) -> None:
        if not fresh.idle:
            write(app, error, data_digest(fresh.site.root)[:12])

    app.connect("html-page-context", lambda app, name, template, context, doctree: context.update(policy=PLACE))
    app.connect("build-finished", finish, priority=900)
