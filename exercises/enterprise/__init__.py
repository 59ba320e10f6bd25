"""Lesson 13-enterprise, one module an exercise."""
