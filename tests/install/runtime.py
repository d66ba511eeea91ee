"""`python -m tests.install.runtime`: what mockkf needs at run time, as a file for `pip install -r`."""

from tests.install.lowest import dependencies

if __name__ == "__main__":
    print(*dependencies(), sep="\n")
