"""The protected engine: grades notebooks in processes that student code cannot leave, and tests it cannot reach.

`pool` is the way in; the warm processes import this package as well, so it imports nothing itself.
"""
