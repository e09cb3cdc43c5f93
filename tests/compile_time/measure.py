#!/usr/bin/env python3
"""What the derive costs to compile, beside burn's on the same structs, and each library from nothing.

    python3 tests/compile_time/measure.py                          # everything: twenty minutes on two cores
    python3 tests/compile_time/measure.py fields models --runs 5   # `cargo check` after a change to one model
    python3 tests/compile_time/measure.py cold                     # `cargo build` of each library

Crates are written and built in a temporary folder, which stays (`--folder`). Needs Python's standard library alone.
"""

import argparse
import shutil
import tempfile
from collections import defaultdict
from itertools import product
from pathlib import Path

import cargo
import crates
import table
from cargo import Cost
from libraries import BUILT, CHECKED, Library

SIZES = {crates.fields: [25, 50, 100, 200, 400], crates.models: [25, 50, 100, 200]}


def checks(folder: Path, write, sizes: list[int], runs: int) -> dict[str, dict[int, Cost]]:
    """Medians for each library and size; size 0 is the crate without a model."""
    names = {0: "empty", **{size: f"{write.__name__}{size}" for size in sizes}}
    costs = defaultdict(list)
    for library in CHECKED:
        crates.workspace(home(folder, library), library, list(names.values()))
        cargo.fetch(home(folder, library))
    # The libraries take turns, so that what else the machine does falls on all. The first turn builds them.
    for turn, size, library in product(range(runs + 1), names, CHECKED):
        work = home(folder, library)
        (write if size else crates.empty)(work / names[size] / "src", library, size, turn)
        cost = cargo.run(work, "check", "--package", names[size])
        costs[library.name, size] += [cost] if turn else []
    return {library.name: {size: table.medians(costs[library.name, size]) for size in names} for library in CHECKED}


def report_checks(what: str, medians: dict[str, dict[int, Cost]]) -> str:
    """Milliseconds beyond the check of the crate without a model."""
    head = [f"{what}, ms", *(f"{name}, {kind}" for name in medians for kind in ("wall", "CPU"))]
    own = {
        (name, kind): {size: getattr(c, kind) - getattr(of[0], kind) for size, c in of.items() if size > 0}
        for name, of in medians.items()
        for kind in Cost._fields
    }
    sizes = list(next(iter(own.values())))
    rows = [[str(size), *(table.milliseconds(times[size]) for times in own.values())] for size in sizes]
    # A cost that is linear has the same slope in both halves; a fixed part of it does not count.
    for half in sizes[: len(sizes) // 2 + 1], sizes[(len(sizes) - 1) // 2 :]:
        slopes = [table.slope({size: times[size] for size in half}) for times in own.values()]
        rows.append([f"one more, {half[0]} to {half[-1]}", *(f"{1000 * slope:.2f}" for slope in slopes)])
    empty = [table.milliseconds(getattr(of[0], kind)) for of in medians.values() for kind in Cost._fields]
    return table.markdown(head, [*rows, ["no model, taken off above", *empty]])


def cold(folder: Path, library: Library) -> list[str]:
    work = home(folder / "cold", library)
    crates.workspace(work, library, ["cold"])
    cargo.fetch(work)
    shutil.rmtree(work / "target", ignore_errors=True)
    cost = cargo.run(work, "build", CARGO_INCREMENTAL="0")
    size = sum(file.stat().st_size for file in work.rglob("target/**/*") if file.is_file()) / 1e6
    return [library.name, str(cargo.count_crates(work)), f"{cost.wall:.0f}", f"{cost.cpu:.0f}", f"{size:.0f}"]


def home(folder: Path, library: Library) -> Path:
    """The workspace of a library, with a `target` of its own."""
    return folder / "".join(c for c in library.name if c.isalnum())


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", help="`fields`, `models`, `cold`; by default all three")
    parser.add_argument("--runs", type=int, default=7, help="checks of each crate, of which the median counts")
    parser.add_argument("--sizes", type=lambda s: [int(n) for n in s.split(",")], help="two or more, such as 25,100")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "nn-compile-time")
    parser.add_argument("--only", default="", help="part of the name of the libraries to build from nothing")
    args = parser.parse_args()
    args.what = args.what or ["fields", "models", "cold"]
    return args


def main() -> None:
    args = arguments()
    for write, sizes in SIZES.items():
        if write.__name__ in args.what:
            medians = checks(args.folder / "check", write, args.sizes or sizes, args.runs)
            print(report_checks(write.__name__, medians), end="\n\n", flush=True)
    if "cold" in args.what:
        rows = [cold(args.folder, library) for library in BUILT if args.only in library.name]
        print(table.markdown(["cold build", "crates", "wall, s", "CPU, s", "target, MB"], rows))


if __name__ == "__main__":
    main()
