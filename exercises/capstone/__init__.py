"""Exercises of the capstone: a score, a triage, evidence, a contribution."""
