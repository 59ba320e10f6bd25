"""What `exercises/` imports: an exercise, the data it is tried on, right answers, wrong answers with sentences."""
