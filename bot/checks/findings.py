"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, order=True)
class Finding:
    """Something that staff should look at. An ``error`` breaks training or a reply; a ``warning`` weakens them.

    ``kind`` names the sort of finding, for programs.
    """

    file: str
    line: int
    severity: Literal["error", "warning"]
    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.what}"
