"""Where tests run side by side, those of one file run in one process, so that what a file sets up is set up once."""

import os

import pytest


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one process runs all tests")
def test_the_tests_of_a_file_share_a_worker(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@tests/test_workers.py")
