"""One kind of request that a load repeats."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

HOST: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of request: `bare` ones go to the bare server; `writes` files that are removed after the cell."""

    name: str
    next: Callable[[], bytes]
    expected: int = 200
    bare: bool = False
    writes: bool = False
