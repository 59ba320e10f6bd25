"""Charts of the lessons: each has a title, units on its axes, a caption naming the data, and a text for those who
cannot see it."""

from course.plots.basic import bars, dumbbell, line, lorenz, lorenz_curve
from course.plots.chart import Chart
from course.plots.community import cohorts, silence
from course.plots.effects import forest
from course.plots.events import event_study
from course.plots.groups import groups
from course.plots.launch import launch
from course.plots.lines import lines
from course.plots.parts import heat, stacked
from course.plots.ranks import ranges, slope
from course.plots.ratings import intervals, scatter
from course.plots.scenarios import sign_map
from course.plots.serving import burn, by_length, front, profits, tails
from course.plots.sessions import funnel, survival, survival_curve

__all__ = [
    "Chart",
    "bars",
    "burn",
    "by_length",
    "cohorts",
    "dumbbell",
    "event_study",
    "forest",
    "front",
    "funnel",
    "groups",
    "heat",
    "intervals",
    "launch",
    "line",
    "lines",
    "lorenz",
    "lorenz_curve",
    "profits",
    "ranges",
    "scatter",
    "sign_map",
    "silence",
    "slope",
    "stacked",
    "survival",
    "survival_curve",
    "tails",
]
