"""What stands around the evidence on the treatment."""

from copies import altered
from livingevidence.show.context import main_alternative


def test_no_dose_of_another_treatment_is_picked_for_its_result(small_evidence):
    """Of two arms of one size the one that did least is told of."""
    arms = [
        arm if arm.role == "comparator" else arm.model_copy(update={"interventions": ["sampletinib"]})
        for arm in small_evidence.records["doe-2021"].arms
    ]
    evidence = altered(altered(small_evidence, "doe-2021", arms=arms), "doe-2021/clearing-ten-w8", events=30)
    alternative = main_alternative(evidence, "example-fever")
    assert [part.id for part in alternative] == ["doe-2021", "twenty", "clearing-twenty-w8", "clearing-placebo-w8"]
