"""A stretch of time as an indicator looks at it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.insight.facts import Facts
from core.insight.sents import micros
from core.insight.working_days import DayCounter


@dataclass(frozen=True, slots=True)
class View:
    """Facts as an indicator sees them: those of a stretch of time, told at `now`; `followed` are all fiches."""

    facts: Facts
    begin: datetime
    end: datetime
    now: datetime
    working_days: DayCounter

    def within(self, moments: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell of moments whether they lie in this stretch of time."""
        return (moments >= micros(self.begin)) & (moments < micros(self.end))
