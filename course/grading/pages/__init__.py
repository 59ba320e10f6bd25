"""The pages that a learner reads after grading."""
