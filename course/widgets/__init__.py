"""Controls of the lessons: each wraps a function of the learner and works with the keyboard alone."""

from course.widgets.picker import field_picker, narrowed

__all__ = ["field_picker", "narrowed"]
