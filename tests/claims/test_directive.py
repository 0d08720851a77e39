"""Claims as blocks of chapters: what is read, and what is wrong with a block, with file, line and remedy."""

from dataclasses import replace

import pytest

from livingevidence.claims.directive import Texts, read, with_sentences

BLOCK = """\
# A chapter

```{{claim}} {name}
---
{fields}
---
{text}
```
"""
FIELDS = 'about: sample-rash\nneeds: |\n  studies("sample-rash") == 4'


@pytest.fixture
def texts(small, tmp_path):
    """Return a function that reads a chapter as the only one of a review."""

    def read_chapter(text: str) -> Texts:
        (tmp_path / "notebooks").mkdir(exist_ok=True)
        (tmp_path / "notebooks/chapter.md").write_text(text, encoding="utf-8")
        folders = {"chapters": tmp_path / "notebooks", "pages": tmp_path / "docs"}
        return read(replace(small, folder=tmp_path, **folders))

    return read_chapter


def block(fields: str = FIELDS, name: str = "invented", text: str = "Invented.") -> str:
    """Return a chapter with one claim."""
    return BLOCK.format(name=name, fields=fields, text=text)


def test_a_block_is_read_whole(texts):
    """Every field, the sentence over its lines, and where it stands."""
    fields = (
        "about: sample-rash, quiet-rash\nsays: harm\nmain: true\nplain: >-\n  In words: plain\n  ones.\n"
        'needs: |\n  studies("sample-rash") == 4\n\n  searched()'
    )
    claim = texts(block(fields, text="Invented,\non two lines.")).claims["invented"]
    assert (claim.about, claim.says, claim.main) == (("sample-rash", "quiet-rash"), "harm", True)
    assert (claim.text, claim.plain) == ("Invented, on two lines.", "In words: plain ones.")
    assert [line.text for line in claim.needs] == ['studies("sample-rash") == 4', "searched()"]
    assert claim.place == "notebooks/chapter.md:3"


@pytest.mark.parametrize("prefix", ["  ", "- ", "> "])
def test_a_block_may_stand_inside_a_list(texts, prefix):
    """An item may begin with it or hold it; in a quotation it is none."""
    lines = block().splitlines()[2:]
    chapter = [prefix + lines[0], *("  " + line for line in lines[1:])]
    assert ("invented" in texts("\n".join(chapter) + "\n").claims) is (prefix != "> ")


def test_a_block_that_is_shown_as_code_is_none(texts):
    """An example on a page for contributors claims nothing, and code repeats nothing."""
    chapter = texts(f"````md\n{block()}````\n\n`` {{claim}}`invented` ``\n")
    assert chapter.claims == {} and chapter.repeated == {} and chapter.problems == []


def test_repetitions_are_known_by_line(texts):
    """A claim is repeated by its sentence or by its plain words."""
    chapter = texts(block() + "\n{claim}`invented`\n- {plain}`invented`\n")
    assert chapter.repeated == {"invented": [("notebooks/chapter.md", 12), ("notebooks/chapter.md", 13)]}


def test_a_text_without_blocks_says_what_its_claims_say():
    """What stands in place of a block keeps its list."""
    text = "- " + block().split("\n\n")[1].replace("\n", "\n  ")
    assert with_sentences(f"Before\n\n{text}", str.upper).splitlines()[2] == "- INVENTED"


WRONG = [
    (block("says: harms\n" + FIELDS), "WrongValue", 5, "did you mean `harm`?"),
    (block("abuot: x\n" + FIELDS), "UnknownField", 5, "about"),
    (block("main: yes please\n" + FIELDS), "WrongType", 5, "true"),
    (block("plain: so: it is\n" + FIELDS), "NotYaml", 5, "quotes"),
    (block("about: sample-rash"), "MissingField", 5, "needs"),
    (block("needs: |\n  studies(sample) == 1"), "Needs", 6, "quotation marks"),
    (block("needs: studies(sample) == 1"), "Needs", 5, "quotation marks"),
    (block("needs: >\n  searched()\n  searched()"), "Needs", 5, "needs: |"),
    (block("needs: not\n  searched()"), "Needs", 5, "needs: |"),
    (block('needs: "searched()\\nsearched()"'), "Needs", 5, "needs: |"),
    (
        block().removesuffix("```\n") + "Words.\n\n" + block(name="other"),
        "OpenBlock",
        14,
        "end the block of 'invented'",
    ),
    (block(text=""), "NoSentence", 3, "below the second line"),
    (block(name="In_vented"), "ClaimId", 3, "write it behind"),
    ("```{claim} invented\nInvented.\n```\n", "ClaimFields", 1, "begin the block"),
    (block() + block(text="Other."), "TwoClaims", 13, "another name"),
    (block() + block(name="other"), "SentenceTwice", 13, "{claim}`invented`"),
]


@pytest.mark.parametrize(("text", "rule", "line", "fix"), WRONG)
def test_what_is_wrong_is_told_with_its_line(texts, text, rule, line, fix):
    """One problem, in the chapter, with how to mend it."""
    (problem,) = texts(text).problems
    assert (problem.rule, problem.line) == (rule, line) and problem.file.endswith("chapter.md")
    assert fix in problem.fix


def test_a_wrong_line_is_told_at_its_column(texts):
    """The column is that of the file, inside a list too."""
    chapter = "\n".join(
        ["- x", "", *("  " + line for line in block("needs: |\n  studies(sample) == 1").splitlines()[2:])]
    )
    (problem,) = texts(chapter + "\n").problems
    line = chapter.splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("sample)")
