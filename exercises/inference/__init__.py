"""Lesson 11-inference, one module an exercise; `traffic` makes the logs they are tried on."""
