"""A Go module around a generated client: `client` is its package, the program stands beside it."""

from pathlib import Path

from tests.interop.workplace import Workplace


def begin(workplace: Workplace) -> None:
    """Write the module, without requirements."""
    workplace.write("go.mod", "module interop\n\ngo 1.24\n")


def compile_program(source: str, workplace: Workplace) -> tuple[Path, ...]:
    """Compile a file of `programs/` with everything that `go vet` checks; return the words that start it."""
    workplace.copy(source, "main.go")
    workplace.fetch("Go modules", "go", "mod", "tidy", folder=workplace.folder)
    workplace.run("go", "vet", "./...")
    workplace.run("go", "build", "-o", "program", ".")
    return (workplace.folder / "program",)
