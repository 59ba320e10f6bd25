"""Which level of product work the results of a learner support: rules, evidence and the page that shows them."""

from course.scorecard.panel import scorecard as scorecard
