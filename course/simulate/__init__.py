"""A simulated Hub: fictional labs, people and repos, calibrated to what was published about the real one."""

from course.simulate.build import build
from course.simulate.meta import AS_OF, FEWEST, GENERATOR, PRACTICE_MODELS, PRACTICE_SEED
from course.simulate.nano import nano

__all__ = ["AS_OF", "FEWEST", "GENERATOR", "PRACTICE_MODELS", "PRACTICE_SEED", "build", "nano"]
