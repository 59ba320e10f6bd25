"""Lesson 05-fit, one module an exercise; `repos` makes the models, tables and attempts they are tried on."""
