"""Hides the frames of mockkf in the traceback of a failed test, so that it ends at the line of the test.

This has the effect of `__tracebackhide__` in every function of mockkf, for the errors that it raises on purpose. The
frames of any other error stay: they are needed to report a defect. `--full-trace` shows all.
"""

import sysconfig
from collections.abc import Sequence
from types import TracebackType

import pytest

PACKAGE = "mockkf"
LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})


def is_raised_here(error: BaseException) -> bool:
    """Return whether mockkf raised the error on purpose."""
    frames = _frames(error)
    return _is_deliberate(error) and bool(frames) and _is_ours(frames[-1])


def without_ours(error: pytest.ExceptionInfo[BaseException]) -> pytest.ExceptionInfo[BaseException]:
    """Return the error without the frames of mockkf, and without those of libraries that mockkf called."""
    if not _is_deliberate(error.value) or not any(map(_is_ours, _frames(error.value))):
        return error
    kept = _of_the_test(_frames(error.value))
    if not kept:
        return error
    if not _of_the_test(_frames(error.value.__cause__ or error.value.__context__)):
        error.value.__cause__, error.value.__suppress_context__ = None, True
    return pytest.ExceptionInfo.from_exception(error.value.with_traceback(_linked(kept)))


def _is_deliberate(error: BaseException) -> bool:
    from mockkf.errors import MockkfError

    return isinstance(error, AssertionError | MockkfError | TypeError | ValueError | LookupError)


def _frames(error: BaseException | None) -> list[TracebackType]:
    found, frame = [], error.__traceback__ if error else None
    while frame is not None:
        found.append(frame)
        frame = frame.tb_next
    return found


def _of_the_test(frames: Sequence[TracebackType]) -> list[TracebackType]:
    """Return the frames up to the last one that is neither of mockkf nor of a library, without those of mockkf."""
    last = max(
        (at for at, frame in enumerate(frames) if not _is_ours(frame) and not _is_of_a_library(frame)), default=-1
    )
    return [frame for frame in frames[: last + 1] if not _is_ours(frame)]


def _is_ours(frame: TracebackType) -> bool:
    return str(frame.tb_frame.f_globals.get("__name__", "")).partition(".")[0] == PACKAGE


def _is_of_a_library(frame: TracebackType) -> bool:
    return frame.tb_frame.f_code.co_filename.startswith((*LIBRARIES, "<frozen"))


def _linked(frames: Sequence[TracebackType]) -> TracebackType | None:
    following: TracebackType | None = None
    for frame in reversed(frames):
        following = TracebackType(following, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
    return following
