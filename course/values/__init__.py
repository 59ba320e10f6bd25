"""Values as data, with all their kinds: what is sent by a student's process is read by `decode` and by nothing else."""

from course.values import records, scalars, tables
from course.values.codec import Opaque, Unfit, decode, encode

__all__ = ["Opaque", "Unfit", "decode", "encode", "records", "scalars", "tables"]
