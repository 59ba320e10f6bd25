"""The protected engine: grades notebooks in processes that student code cannot leave, and tests it cannot reach."""
