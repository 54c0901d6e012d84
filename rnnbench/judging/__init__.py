"""From result rows to verdicts: pair the runs of a claim, test them, say what came out."""
