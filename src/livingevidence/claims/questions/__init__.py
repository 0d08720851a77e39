"""What claims can ask of the evidence: each module asks of one thing."""
