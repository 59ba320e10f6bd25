"""What one submission may use."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds on one submission: seconds of wall clock, bytes, characters and counts.

    `memory` is counted on top of what the warm process itself has mapped.
    """

    call: float = 20.0
    cell: float = 60.0
    notebook: float = 300.0
    start: float = 120.0
    memory: int = 1024 * MIB
    scratch: int = 64 * MIB
    file: int = 32 * MIB
    open_files: int = 256
    threads: int = 64
    cpu: int = 300
    output: int = 100_000
    image: int = MIB
    outputs: int = 40
    message: int = 16 * MIB
    arguments: int = 256 * MIB
    deaths: int = 3
