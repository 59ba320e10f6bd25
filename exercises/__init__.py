"""The instructor's side of the lessons: for each exercise its cases, its wrong answers and other right answers."""
