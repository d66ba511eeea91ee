"""The action `answer`: damage the answer of a call."""

from dataclasses import dataclass

from mockkf.config import one_of, seconds
from mockkf.faults.action_type import ActionType

ANSWERS = (
    "malformed_json",
    "wrong_type",
    "truncated",
    "bad_chunk",
    "garbage",
    "empty",
    "reset_mid_body",
    "drip",
)
"""The ways to damage an answer; `mockkf.http.broken_answers` implements them."""


@dataclass(frozen=True)
class Answer(ActionType):
    """The call is executed; its answer arrives damaged."""

    steps = ("http.request",)
    takes = {"answer": one_of(*ANSWERS), "pace": seconds}
    about = {
        "answer": f"make the call, then damage its answer: {', '.join(ANSWERS)}",
        "pace": "with `answer` drip: seconds between two bytes (default 0.1)",
    }

    answer: str
    pace: float = 0.1
