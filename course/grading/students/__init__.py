"""What students are given: a repository and a wheel without solutions, hidden tests, exercises and grader."""
