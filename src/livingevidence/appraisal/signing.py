"""Sign a judgement again, after somebody has looked at it in the light of the values as they are now."""

import re
from collections.abc import Iterable
from pathlib import Path

from livingevidence.appraisal.standing import result
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.judgements import Certainty
from livingevidence.record.library import Library
from livingevidence.record.problems import Told, nearest
from livingevidence.record.writing import write

_BLOCK = re.compile(r"^signed:\n(?:[ -].*\n?)+", re.MULTILINE)  # the list that is there, to its end


def sign(library: Library, names: Iterable[str], role: str) -> list[Path]:
    """Write a role's signature for the values of today under judgements, all or none; raises Told."""
    made, known, evidence = library.appraisal, dict(library.appraisal.judgements()), Evidence(library)
    written = {}
    for name in names:
        if name not in known:
            close = nearest(name, known)
            near = f"; did you mean {close}?" if close else ""
            raise Told(f"nothing signed: no judgement '{name}'{near}")
        path = library.root.data / "appraisal" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        if not (block := _BLOCK.search(text)):
            text = text.rstrip("\n") + "\nsigned:\n"
        end = block.end() if block else len(text)
        digest = made.digest(name, library.analysed, library.topic)
        new = f"  - role: {role}\n    date: '{library.today}'\n    digest: '{digest}'\n"
        if found := result(evidence, judged) if isinstance(judged := known[name], Certainty) else None:
            new += f"    result: {found}\n"
        written[path] = text[:end].rstrip("\n") + "\n" + new + text[end:]
    write(written)
    return list(written)
