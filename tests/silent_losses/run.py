#!/usr/bin/env python3
"""Makes each mistake with each library, and prints the tables of the README: what gets lost where.

    python3 tests/silent_losses/run.py --python PYTHON              # an interpreter with torch 2.8
    python3 tests/silent_losses/run.py --only nn-core               # one column

A program trains a model for one step and prints how many numbers are as they should be. A mistake without a program is
one that the library has no way to make. What refuses it says on stderr. Builds go to a temporary folder (`--folder`).
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rows import REGISTERED, RUNNING

HERE = Path(__file__).resolve().parent
LIBRARIES = {"nn-core": "nn-core", "PyTorch 2.8": "pytorch", "burn 0.22.1": "burn"}
LIBRARIES |= {"candle 0.11.1": "candle", "dfdx 0.13": "dfdx"}


def check_evidence(test: str) -> None:
    file, _, function = test.partition(": ")
    path = HERE.parent / file
    there = f"fn {function}()" in path.read_text() if function else path.with_suffix(".stderr").exists()
    assert there, f"{test} is not in the tests"


def refused(when: str, program: str, message: str) -> str:
    first = next((line for line in message.splitlines() if not line.startswith(("thread", "warning", " "))), "")
    print(f"{program}: refused{when}: {first[:300]}", file=sys.stderr)
    return f"refused{when}"


def outcome(lines: str, right: str) -> str:
    found = re.search(r"^(\d+) of (\d+)$", lines, re.MULTILINE)
    return right if found[1] == found[2] else "**lost**"


def rust(library: str, program: str, right: str, folder: Path) -> str:
    if not (HERE / library / f"src/bin/{program}.rs").exists():
        return "—"
    environment = {**os.environ, "CARGO_TARGET_DIR": str(folder / library), "RUST_BACKTRACE": "0"}
    options = {"cwd": HERE / library, "env": environment, "capture_output": True, "text": True}
    subprocess.run(["cargo", "build", "--lib"], **options).check_returncode()
    build = subprocess.run(["cargo", "build", "-q", "--bin", program], **options)
    if build.returncode != 0:
        return refused("", f"{library} {program}", build.stderr)
    run = subprocess.run([folder / library / "debug" / program], **options)
    if run.returncode != 0:
        return refused(" when run", f"{library} {program}", run.stderr.lstrip())
    return outcome(run.stdout, right)


def pytorch(python: str) -> dict[str, str]:
    """What each program printed."""
    commands = [[python, "-W", "error", str(HERE / name)] for name in ("pytorch.py", "pytorch_running.py")]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True) for command in commands]
    return dict(line.split(": ", 1) for run in runs for line in run.stdout.splitlines())


def answers(library: str, rows: list, args: argparse.Namespace) -> list[str]:
    if library != "pytorch":
        return [rust(library, program, right, args.folder) for program, _, right, _ in rows]
    printed = pytorch(args.python)
    return [answer(program, printed.get(program), right) for program, _, right, _ in rows]


def answer(program: str, printed: str | None, right: str) -> str:
    if printed is None:
        return "—"
    if printed.startswith("refused"):
        return refused(" when run", f"pytorch {program}", printed.removeprefix("refused: "))
    return outcome(printed, right)


def print_table(rows: list, libraries: dict[str, str], args: argparse.Namespace) -> None:
    columns = [answers(library, rows, args) for library in libraries.values()]
    print("| " + " | ".join(["what is written", *libraries]) + " |\n|---|" + "---|" * len(columns))
    for (_, what, *_), cells in zip(rows, zip(*columns)):
        print(f"| {what} | " + " | ".join(cells) + " |")
    lost = [f"**{cells.count('**lost**')}** of {sum(cell != '—' for cell in cells)}" for cells in columns]
    print("| **lost without a word** | " + " | ".join(lost) + " |\n", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default="python3", help="an interpreter with torch 2.8")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "nn-silent-losses")
    parser.add_argument("--only", choices=LIBRARIES.values(), help="one library")
    args = parser.parse_args()
    libraries = {name: folder for name, folder in LIBRARIES.items() if args.only in (None, folder)}
    registered = [(program, what, "registered", test) for program, what, test in REGISTERED]
    for *_, test in registered + RUNNING:
        if test:
            check_evidence(test)
    print_table(registered, libraries, args)
    print_table(RUNNING, libraries, args)


if __name__ == "__main__":
    main()
