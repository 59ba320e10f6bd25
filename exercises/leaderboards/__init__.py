"""Lesson 09-leaderboards, one module an exercise."""
