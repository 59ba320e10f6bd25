"""The re-evaluation that nobody saw: what somebody independent finds for every model on a leaderboard."""

import pandas as pd

from course.simulate.hub import Hub


def reevaluation(hub: Hub) -> pd.DataFrame:
    """The true score of each model on each leaderboard, in percent."""
    parts = [
        pd.DataFrame(
            {"dataset_id": board.dataset, "model_id": [hub.ids[int(row)] for row in board.rows], "value": board.truth}
        )
        for board in hub.evals.boards
    ]
    return pd.concat(parts, ignore_index=True)
