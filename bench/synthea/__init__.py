"""Records of fictional patients made by Synthea: loaded by transaction, compared when they come back, and timed."""
