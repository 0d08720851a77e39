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

_SIGNATURES = re.compile(r"^signed: *(?:#.*)?\n(?:#.*\n)*( *)-.*\n?(?:[ #-].*\n?|\n)*", re.MULTILINE)
"""The list that is there, to its end, and how far its items are indented."""


def sign(library: Library, names: Iterable[str], role: str) -> list[Path]:
    """Write a role's signature for the values of today under judgements, all or none; raises UserError."""
    judgements, evidence = dict(library.appraisal.judgements()), Evidence(library)
    texts = {}
    for name in names:
        if name not in judgements:
            close = nearest(name, judgements)
            near = f"; did you mean {close}?" if close else ""
            raise UserError(f"nothing signed: no judgement '{name}'{near}")
        judgement, path = judgements[name], library.root.data / "appraisal" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        signatures = _SIGNATURES.search(text)
        if not signatures:
            text = re.sub(r"^signed:.*\n?", "", text, flags=re.MULTILINE).rstrip("\n") + "\nsigned:\n"  # an empty list
        end, indent = (signatures.end(), signatures[1]) if signatures else (len(text), "  ")
        digest = library.appraisal.digest(name, library.analysed_studies, library.topic)
        lines = [f"- role: {role}", f"  date: '{library.today}'", f"  digest: '{digest}'"]
        if isinstance(judgement, Certainty) and (result := result_in_words(evidence, judgement)):
            lines.append(f"  result: {result}")
        signature = "".join(f"{indent}{line}\n" for line in lines)
        texts[path] = text[:end].rstrip("\n") + "\n" + signature + text[end:]
        document = parse(texts[path], Document(path.name))
        if document.problems or len(document.data["signed"]) != len(judgement.signed) + 1:
            file = library.root.display_path(path)
            raise UserError(
                f"nothing signed: {file}: write what stands below 'signed:' as a list, each item on lines of its own"
            )
    write_files(texts)
    return list(texts)
