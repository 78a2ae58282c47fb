"""The label space, who answers for what and when, and how an office differs."""
