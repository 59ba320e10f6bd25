"""What one submission may use."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds on one submission: seconds of processor, bytes, characters and counts.

    By the clock it may take `patience` times as long, for a busy machine makes everybody wait; `start` is by the clock.
    `memory` is address space, the 350 MiB that the warm process has mapped included.
    """

    call: float = 20.0
    cell: float = 60.0
    notebook: float = 300.0
    start: float = 600.0
    patience: float = 3.0
    memory: int = 1536 * MIB
    scratch: int = 64 * MIB
    file: int = 32 * MIB
    open_files: int = 256
    cpu: int = 300
    output: int = 100_000
    image: int = MIB
    outputs: int = 40
    shown: int = 16 * MIB
    message: int = 16 * MIB
    arguments: int = 256 * MIB
    deaths: int = 3
