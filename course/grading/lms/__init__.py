"""Grades for a learning management system: merged into the file that it exported, cell by cell."""
