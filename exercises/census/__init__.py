"""Lesson 01-census, one module an exercise."""
