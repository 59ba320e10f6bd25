"""Lesson 04-failure, one module an exercise; `visits` makes the logs they are tried on."""
