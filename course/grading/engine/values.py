"""Values as data, with all their kinds: what is sent by a student's process is read by `decode` and by nothing else."""

from course.grading.engine import scalars, tables
from course.grading.engine.codec import Opaque, Unfit, decode, encode

__all__ = ["Opaque", "Unfit", "decode", "encode", "scalars", "tables"]
