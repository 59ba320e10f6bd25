"""Collecting from nbgrader's exchange, where work that another account handed in does not replace a student's own."""

from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from course.grading.classroom.owner import Owners

Record = dict[str, Any]  # nbgrader's: username, filename, timestamp


class Collect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's own, which takes such work with a warning; `--ExchangeCollect.check_owner=False` does so here too."""

    src_records: list[Record]

    def init_src(self) -> None:
        """Find what is to be collected, and leave where it lies what came from another account."""
        super().init_src()
        self.src_records = [record for record in self.src_records if not self._forged(record)]

    def _sort_by_timestamp(self, records: list[Record]) -> list[Record]:
        """Newest first, but a student's own before what another account handed in: nbgrader takes the first."""
        forged = {record["filename"]: reason for record in records if (reason := self._forged(record))}
        for name, reason in sorted(forged.items()):
            self.log.error("%s is left in the exchange: %s", name, reason)
        newest_first: list[Record] = super()._sort_by_timestamp(records)
        return sorted(newest_first, key=lambda record: record["filename"] in forged)

    def _forged(self, record: Record) -> str:
        if not self.check_owner:
            return ""
        inbound = Path(self.inbound_path)
        return Owners(inbound, ()).forged(record["username"], inbound / record["filename"])
