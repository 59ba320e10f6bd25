"""Lesson 03-search, one module an exercise; `runs` makes the results and judgements they are tried on."""
