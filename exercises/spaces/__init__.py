"""Lesson 10-spaces, one module an exercise; `tables` makes the tables they are tried on."""
