"""Appraisal: risk of bias and certainty, as judgements that know which values they were made on."""
