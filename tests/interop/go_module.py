"""A Go module around a generated client: `client` is its package, the program stands beside it."""

from pathlib import Path

from tests.interop.workplace import Workplace


def begin(workplace: Workplace, *requirements: str) -> None:
    """Write the module with these requirements, each a path and a version; `go mod tidy` finds the others."""
    lines = "".join(f"\nrequire {requirement}\n" for requirement in requirements)
    workplace.write("go.mod", f"module interop\n\ngo 1.24\n{lines}")


def compile_program(source: str, workplace: Workplace) -> tuple[Path, ...]:
    """Compile a file of `programs/` with everything that `go vet` checks; return the words that start it."""
    workplace.copy(source, "main.go")
    workplace.fetch("Go modules", "go", "mod", "tidy", folder=workplace.folder)
    workplace.run("go", "vet", "./...")
    workplace.run("go", "build", "-o", "program", ".")
    return (workplace.folder / "program",)
