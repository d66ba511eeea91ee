"""`python -m mockkf.calibration`: the page `docs/probes.md`."""

from mockkf.calibration.page import page

if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - the page is the output
