"""A Rust project, built in a folder that later runs find again."""

from tests.interop.workplace import Workplace


def cargo(workplace: Workplace, *words: str, environment: dict[str, str] | None = None) -> str:
    """Run cargo in the folder of this trial; the compiled libraries are kept for later trials."""
    kept = {"CARGO_TARGET_DIR": str(workplace.tools / "cargo"), **(environment or {})}
    return workplace.run("cargo", *words, folder=workplace.folder, environment=kept)


def begin(workplace: Workplace, source: str, name: str) -> None:
    """Write the project with the libraries, and a source file of `programs/` as `name`."""
    workplace.copy("documented_tests/Cargo.toml", "Cargo.toml")
    workplace.write("lib.rs", "")
    workplace.copy(source, name)
    kept = {"CARGO_TARGET_DIR": str(workplace.tools / "cargo")}
    workplace.fetch("crates", "cargo", "fetch", folder=workplace.folder, environment=kept)
