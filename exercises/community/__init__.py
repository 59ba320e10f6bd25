"""Lesson 12-community, one module an exercise; `threads`, `commits` and `traces` make the data they are tried on."""
