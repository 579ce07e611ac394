"""The stages of an opportunity."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    QUALIFY = "qualify"
    PROPOSE = "propose"
    NEGOTIATE = "negotiate"
    WON = "won"
    LOST = "lost"


S = Stage
OPEN = (S.QUALIFY, S.PROPOSE, S.NEGOTIATE)
STAGE_MOVES: dict[tuple[str, Stage], Stage] = {
    **{("qualify", s): S.QUALIFY for s in (S.PROPOSE, S.NEGOTIATE, S.LOST)},
    **{("propose", s): S.PROPOSE for s in (S.QUALIFY, S.NEGOTIATE)},
    **{("negotiate", s): S.NEGOTIATE for s in (S.QUALIFY, S.PROPOSE)},
    **{("win", s): S.WON for s in OPEN},
    **{("lose", s): S.LOST for s in OPEN},
}
PROBABILITY = {S.QUALIFY: 20, S.PROPOSE: 50, S.NEGOTIATE: 75, S.WON: 100, S.LOST: 0}
