"""Which body answers, whether a person must look first, and why."""
