"""The Content-Security-Policy of every page: nothing from elsewhere, inline scripts and styles only by their hash."""

import base64
import hashlib
import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from sphinx.application import Sphinx

from livingevidence.site.fresh import Freshness
from livingevidence.site.lists import REPOSITORY

PLACE = "content-security-policy-of-this-page"  # what the template writes, and the built page no longer holds
# Blocks of data, such as JSON-LD, are never run and need no hash. A hash is of the text between the tags.
_POLICY = b'<meta http-equiv="Content-Security-Policy" content="', b'"'
_DIGEST = b"Data: digest <code>", b"<"
_SCRIPT = re.compile(rb"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


def policy(pages: Collection[bytes]) -> str:
    """Return the policy under which every page works; one for all, because the search opens pages inside its own.

    Figures are drawn as SVG whose marks carry style attributes, and Sphinx gives columns their widths so; no hash
    can name those, and `style-src-attr` allows these attributes alone. Scripts have no such exception.
    """
    leads = " ".join(["'self'", "/".join(os.environ.get(REPOSITORY, "").split("/")[:3])]).strip()  # forms of the site
    scripts, styles = (_hashes(pattern, pages) for pattern in (_SCRIPT, _STYLE))
    return (
        f"default-src 'self'; script-src {scripts}; style-src {styles}; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        f"form-action {leads}"
    )


def _hashes(pattern: re.Pattern[bytes], pages: Iterable[bytes]) -> str:
    texts = {text for html in pages for text in pattern.findall(html)}
    digests = (base64.b64encode(hashlib.sha256(text).digest()).decode() for text in texts)
    return " ".join(["'self'", *sorted(f"'sha256-{digest}'" for digest in digests)])


def write(app: Sphinx, error: Exception | None, digest: str = "") -> None:
    """Put the policy, which all pages share, and the digest of the data into each page, of earlier builds too."""
    if error is None and app.builder.format == "html":
        pages = {path: path.read_bytes() for path in Path(app.outdir).rglob("*.html")}
        content_policy = policy(pages.values()).encode()
        for path, html in pages.items():
            with_policy = _replace_between(content_policy, html.replace(PLACE.encode(), content_policy, 1), *_POLICY)
            with_policy = _replace_between(digest.encode(), with_policy, *_DIGEST) if digest else with_policy
            if with_policy != html:
                path.write_bytes(with_policy)


def _replace_between(words: bytes, html: bytes, before: bytes, behind: bytes) -> bytes:
    """Return HTML with other words between two marks where they stand first."""
    if (mark := html.find(before)) < 0:
        return html
    start = mark + len(before)
    end = html.index(behind, start)
    return html if html[start:end] == words else html[:start] + words + html[end:]


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Settle the policies when all pages are there."""

    def finish(app: Sphinx, error: Exception | None) -> None:
        if not fresh.idle:
            write(app, error, fresh.site.digest[:12])

    app.connect("html-page-context", lambda app, name, template, context, doctree: context.update(policy=PLACE))
    app.connect("build-finished", finish, priority=900)
