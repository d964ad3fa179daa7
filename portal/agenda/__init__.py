"""The agenda: terms that end, mid-terms, announced steps, verifications due."""
