"""The pages of risk of bias and of certainty."""

from livingevidence.appraisal.standing import stale_judgements
from livingevidence.evidence.evidence import Evidence
from views import site_of


def test_each_judgement_stands_under_its_tool(soup_of, small_evidence):
    """Each judgement is a link to its place on the page of its study, those that could not be made too."""
    soup, risks = soup_of("risk-of-bias"), small_evidence.library.appraisal.risks
    links = sorted(link["href"] for link in soup.select('a[href*="#risk-"]'))
    assert links == sorted(f"studies/{risk.study}.html#risk-{name}" for name, risk in risks.items())
    assert f"{len(risks)} entries on" in soup.get_text()


def test_a_judgement_has_a_sign_and_a_word(soup_of, small_evidence):
    """Nothing is told by colour alone, and the signs are those of robvis, where ? is no information."""
    signs = {"low risk": "+", "some concerns": "−", "high risk": "×", "yes": "+", "no": "×", "unclear": "?"}
    marks = [mark.get_text().split(" ", 1) for mark in soup_of("risk-of-bias").select("td .judged")]
    assert marks and all(signs[word] == sign for sign, word in marks)


def test_each_rating_tells_the_way_to_it(soup_of, small_evidence):
    """Each rating has its level, what it means, its steps with reasons, its rows, and who signed it."""
    soup = soup_of("certainty")
    for name, rating in small_evidence.library.appraisal.certainties.items():
        heading = soup.find(id=f"certainty-{name}")
        words, fold = heading.find_next("p").get_text(), heading.find_next("details")
        assert words.endswith(rating.means)
        links = {link["href"] for link in fold("a")}
        assert {"studies/{}.html#{}".format(*row.split("/")) for row in rating.rows} <= links
        reasons = [step.reason for _, step in rating.down] if rating.down else [rating.not_rated]
        assert all(reason in fold.get_text() for reason in reasons)


def test_what_could_be_rated_stands_first(soup_of, small_evidence):
    """Under a condition ratings with a level stand first, and of these benefit before harm."""
    certainties = small_evidence.library.appraisal.certainties
    for part in soup_of("certainty").find_all("h2"):
        names = [tag["id"].removeprefix("certainty-") for tag in part.find_next_siblings("h3")]
        ratings = [certainties[name] for name in names if f"condition-{certainties[name].condition}" == part["id"]]
        order = [(bool(rating.not_rated), rating.kind) for rating in ratings]
        assert order == sorted(order) and ratings


def test_a_judgement_whose_values_changed_says_so(small_copy, soup_of):
    """After a number behind it changed, page of study and of certainty carry a caution."""
    small_copy.edit("doe-2021", "outcomes[0].events", 21)
    small_copy.edit("doe-2021", "outcomes[0].percent", 52.5)
    small_copy.edit("doe-2021", "outcomes[0].second_readings[0].printed", {"events": 21, "n": 40, "percent": 52.5})
    site = site_of(Evidence.at(small_copy.review))
    stale = stale_judgements(site.evidence)
    assert stale
    cautions = len(soup_of("certainty", site=site).select("p.caution"))
    assert cautions == sum(name.startswith("certainty/") for name in stale)
