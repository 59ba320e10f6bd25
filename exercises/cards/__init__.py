"""Lesson 07-cards, one module an exercise."""
