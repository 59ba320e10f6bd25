"""What the warm student process has done once, so that no submission has to: imports, first uses, set-up cells."""

import importlib
import io

from course.grading.engine import shell as cells
from course.grading.engine.dates import read_dates_quickly
from course.grading.engine.shell import Shell
from course.grading.engine.wire import Head
from course.hub.connect import connect
from course.hub.places import PUBLIC
from course.published import figures

LIBRARIES = ("course.check", "ipywidgets")  # what the rest of this process does not import anyway
FIRST = ("1 / 0", "__import__('pandas').DataFrame({'a': ['b', None]})")  # to show a traceback, and a table
SCREEN = 96  # dots an inch in graded copies: enough to judge a picture by, at half the size


def warm(config: Head) -> Shell:
    """A shell in which the instructor's set-up cells have been run, and what costs time at first has been done."""
    for name in LIBRARIES:
        importlib.import_module(name)
    read_dates_quickly()
    for name in PUBLIC:
        if any(file.startswith(f"{name}-") for file in config["hubs"]):
            next(iter(connect(name).list_models(limit=1)), None)
    figures()
    shell = cells.start()
    if config["plots"]:
        _warm_plots(shell)
    for source in FIRST:
        cells.run(shell, 0, source, 10_000)
    for source in config["setup"]:
        _, error = cells.run(shell, 0, source, 10_000)
        if error is not None:
            raise RuntimeError(f"a set-up cell raised {type(error).__name__}: {error}")
    return shell


def _warm_plots(shell: Shell) -> None:
    import matplotlib as mpl

    mpl.use("module://matplotlib_inline.backend_inline")
    from matplotlib import pyplot as plt
    from matplotlib_inline.backend_inline import configure_inline_support

    from course.plots import chart

    chart.DPI = SCREEN
    figure = plt.figure(layout="constrained")
    axes = figure.add_subplot(xlabel="x", ylabel="y", xscale="log")
    axes.set_title("0123456789 warm", fontweight="bold", wrap=True)
    axes.plot([1, 2], label="one")
    figure.legend(loc="outside lower center")
    figure.savefig(io.BytesIO(), format="png", dpi=SCREEN, bbox_inches="tight")
    plt.close(figure)
    configure_inline_support(shell, "inline")  # type: ignore[no-untyped-call]
