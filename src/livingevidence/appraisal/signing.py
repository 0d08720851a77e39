"""Sign a judgement again, after somebody has looked at it in the light of the values as they are now."""

import re
from collections.abc import Iterable
from pathlib import Path

from livingevidence.appraisal.standing import result_in_words
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.judgements import Certainty
from livingevidence.record.library import Library
from livingevidence.record.problems import UserError, nearest
from livingevidence.record.reading import Document, parse
from livingevidence.record.writing import write_files

_BLOCK = re.compile(r"^signed: *(?:#.*)?\n(?:#.*\n)*( *)-.*\n?(?:[ #-].*\n?|\n)*", re.MULTILINE)
"""The list that is there, to its end, and how far its items are indented."""


def sign(library: Library, names: Iterable[str], role: str) -> list[Path]:
    """Write a role's signature for the values of today under judgements, all or none; raises UserError."""
    made, known, evidence = library.appraisal, dict(library.appraisal.judgements()), Evidence(library)
    written = {}
    for name in names:
        if name not in known:
            close = nearest(name, known)
            near = f"; did you mean {close}?" if close else ""
            raise UserError(f"nothing signed: no judgement '{name}'{near}")
        path = library.root.data / "appraisal" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        block = _BLOCK.search(text)
        if not block:
            text = re.sub(r"^signed:.*\n?", "", text, flags=re.MULTILINE).rstrip("\n") + "\nsigned:\n"  # an empty list
        end, indent = (block.end(), block[1]) if block else (len(text), "  ")
        digest = made.digest(name, library.analysed_studies, library.topic)
        lines = [f"- role: {role}", f"  date: '{library.today}'", f"  digest: '{digest}'"]
        if found := result_in_words(evidence, judged) if isinstance(judged := known[name], Certainty) else None:
            lines.append(f"  result: {found}")
        new = "".join(f"{indent}{line}\n" for line in lines)
        written[path] = text[:end].rstrip("\n") + "\n" + new + text[end:]
        document = parse(written[path], Document(path.name))
        if document.problems or len(document.data["signed"]) != len(known[name].signed) + 1:
            file = library.root.display_path(path)
            raise UserError(
                f"nothing signed: {file}: write what stands below 'signed:' as a list, each item on lines of its own"
            )
    write_files(written)
    return list(written)
