"""What `course doctor` looks at: one module a place where things go wrong."""
