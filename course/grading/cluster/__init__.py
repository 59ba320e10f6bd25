"""Grading on many machines."""
