"""Controls of the lessons: each wraps a function of the learner and works with the keyboard alone."""

from course.widgets.backlog import backlog_picker
from course.widgets.card_editor import card_editor
from course.widgets.diff import family_diff
from course.widgets.fit_search import fit_search
from course.widgets.gpus import gpu_desk
from course.widgets.launch import launch_panel
from course.widgets.picker import field_picker, narrowed
from course.widgets.quotas import quota_sliders
from course.widgets.ranker import ranker
from course.widgets.replay import session_replay
from course.widgets.scenario import scenario_sliders
from course.widgets.shrinkage import shrinkage
from course.widgets.spec_editor import spec_editor
from course.widgets.strata import strata_picker

__all__ = [
    "backlog_picker",
    "card_editor",
    "family_diff",
    "field_picker",
    "fit_search",
    "gpu_desk",
    "launch_panel",
    "narrowed",
    "quota_sliders",
    "ranker",
    "scenario_sliders",
    "session_replay",
    "shrinkage",
    "spec_editor",
    "strata_picker",
]
