"""Runs cargo and says what it cost."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    wall: float  # seconds
    cpu: float  # seconds, user and system, of cargo and all that it started


def run(folder: Path, *arguments: str, **environment: str) -> Cost:
    command = ["cargo", *arguments, "--quiet", "--offline"]
    start = time.perf_counter()
    environment |= {"CARGO_TARGET_DIR": str(folder / "target")}
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment})
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} failed in {folder}")
    return Cost(wall, usage.ru_utime + usage.ru_stime)


def fetch(folder: Path) -> None:
    subprocess.run(["cargo", "fetch", "--quiet"], cwd=folder, check=True)


def count_crates(folder: Path) -> int:
    """The packages that a build compiles, without the one that asks for them."""
    command = ["cargo", "tree", "--offline", "--edges", "no-dev", "--no-dedupe", "--prefix", "none"]
    lines = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.splitlines()
    return len({line.removesuffix(" (*)").removesuffix(" (proc-macro)") for line in lines if line}) - 1
