"""How jsonschema, which reads notebooks and JupyterLab's events, starts within a second."""

import sys


def read_no_international_addresses() -> None:
    """jsonschema goes without the grammar of IRIs, which takes seconds to build and which no schema of ours needs."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # what stands for None is not imported
