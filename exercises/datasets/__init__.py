"""Lesson 8: datasets, and what documentation brings."""
