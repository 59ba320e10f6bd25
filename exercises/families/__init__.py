"""Lesson 02-families, one module an exercise."""
