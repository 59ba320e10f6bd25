"""Lesson 06-experiment, one module an exercise; `arms` makes the tables they are tried on."""
