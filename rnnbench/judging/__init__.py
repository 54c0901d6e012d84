"""From result rows to verdicts: pair a claim's runs, sample them, test them."""
