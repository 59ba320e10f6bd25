"""Which generator this is, and the moment that every simulated Hub shows."""

GENERATOR = "1"  # raised whenever the content of a snapshot changes
AS_OF = "2026-06-15T00:00:00Z"
PRACTICE_SEED = 1
PRACTICE_MODELS = 4200
REAL_MODELS = 2_400_000  # the size whose sample a snapshot is
