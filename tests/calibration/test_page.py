"""docs/probes.md is generated from the probes."""

from pathlib import Path

from mockkf.calibration import page
from mockkf.calibration.probe import MODES

ROOT = Path(__file__).parents[2]


def test_the_page_is_that_of_the_probes() -> None:
    """`python -m mockkf.calibration` would write the same page."""
    assert (ROOT / "docs" / "probes.md").read_text("utf-8") == page.page()


def test_the_page_has_each_mode() -> None:
    """There are probes that always run, and probes for each right that a user gives."""
    assert all(f"| {mode} |" in page.page() for mode in MODES)
