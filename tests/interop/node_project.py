"""The npm packages that peers in TypeScript share, and the strict compiler."""

import json
from pathlib import Path

from tests.interop.workplace import Workplace

PACKAGES = {
    "@hey-api/openapi-ts": "0.95.0",
    "@types/node": "20.19.0",
    "nodemailer": "10.6.0",
    "openapi-fetch": "0.17.0",
    "openapi-typescript": "7.13.0",
    "typescript": "5.9.3",
}
COMPILER = {
    "compilerOptions": {
        "strict": True,
        "target": "es2022",
        "lib": ["es2022", "dom"],
        "module": "nodenext",
        "moduleResolution": "nodenext",
        "types": ["node"],
        "outDir": "compiled",
        "rootDir": ".",
    },
    "include": ["main.ts"],
}


def begin(workplace: Workplace) -> None:
    """Install the packages once, and make them visible in the folder of this trial."""
    project = workplace.tools / "node"
    project.mkdir(exist_ok=True)
    wanted = json.dumps({"private": True, "dependencies": PACKAGES}, indent=2)
    installed = project / "package.json"
    if not installed.exists() or installed.read_text("utf-8") != wanted:
        installed.write_text(wanted, "utf-8")
        try:
            workplace.fetch("npm packages", "npm", "install", "--no-audit", "--no-fund", folder=project)
        except BaseException:
            installed.unlink()
            raise
    (workplace.folder / "node_modules").symlink_to(project / "node_modules")


def tool(workplace: Workplace, name: str) -> Path:
    """Return the path of a program that the packages brought."""
    return workplace.folder / "node_modules" / ".bin" / name


def compile_program(source: str, workplace: Workplace) -> tuple[str | Path, ...]:
    """Compile a file of `programs/` and the client that it imports; return the words that start it."""
    workplace.copy(source, "main.ts")
    workplace.write("tsconfig.json", json.dumps(COMPILER))
    workplace.run(tool(workplace, "tsc"), "--project", "tsconfig.json")
    return ("node", workplace.folder / "compiled" / "main.js")
