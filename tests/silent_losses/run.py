#!/usr/bin/env python3
"""Makes each mistake with each library, and prints the table of the README: what gets lost where.

    python3 tests/silent_losses/run.py --python PYTHON       # an interpreter with torch 2.8

A program trains a model for one step and prints how many of the parameters that took part are registered. A mistake
without a program is one that the library has no way to make. Builds go to a temporary folder (`--folder`).
"""

import argparse
import os
import re
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIBRARIES = {"nn-core": "nn-core", "PyTorch 2.8": "pytorch.py", "burn 0.22.1": "burn"}
LIBRARIES |= {"candle 0.11.1": "candle", "dfdx 0.13": "dfdx"}

# The program, what it does, and the test of this repository that holds nn-core to its answer.
ROWS = [
    ("list", "a list of layers", "derive/containers.rs: lists_register_their_elements_by_index"),
    ("list_of_parameters", "a list of parameters", "derive/attributes.rs: a_flattened_field_adds_no_segment"),
    ("tuple", "a tuple of layers", "derive/containers.rs: tuples_of_every_length_register_by_index"),
    ("tuple_struct", "a tuple struct of layers", "derive/forms.rs: fields_of_a_tuple_struct_are_named_by_their_index"),
    ("map", "a hash map of layers", "ui/not_a_module/hash_map"),
    ("plain_struct", "a plain struct around a layer", "ui/not_a_module/plain_struct"),
    ("closure", "a closure that captured a layer", "ui/not_a_module/closure"),
    ("cell", "a layer in a cell or a lock", "ui/not_a_module/ref_cell"),
    ("pointer", "a layer behind an `Arc`", "ui/not_a_module/arc"),
    ("tensor", "a tensor where a parameter was meant", "ui/not_a_module/tensor"),
    ("named_like_a_container", "a module named `Cell<f32>`", "silent_losses/mod.rs: a_module_may_be_named_cell"),
    ("one_path", "two layers under one name", "ui/attributes/same_path"),
    ("skip_layer", "`skip` on a layer", "ui/lost/skip_layer"),
    ("skip_map", "`skip` on a hash map of layers", "ui/lost/skip_map"),
    ("skip_option", "`skip` on an optional parameter", "ui/lost/skip_option"),
    ("skip_alias", "`skip` on a parameter behind an alias", "ui/lost/skip_alias"),
    ("skip_renamed_import", "`skip` on a parameter, imported as `Weight`", "ui/lost/skip_renamed_import"),
    ("skip_generic", "`skip` on an `M`, `where M: Module, M: ..`", "ui/lost/skip_generic_with_bound"),
    ("skip_variant_field", "`skip` on a layer in an enum", "ui/lost/skip_tuple_variant_field"),
    ("skip_hidden", "`skip` on a struct around `Arc<Mutex<layer>>`", "silent_losses/mod.rs: what_skip_hides_is_found"),
    ("skip_closure", "`skip` on a boxed closure that captured a layer", "silent_losses/mod.rs: what_a_reason_hides_is_found"),
    ("made_in_forward", "a layer made inside `forward`", "diagnostics/steps.rs: unregistered"),
]


def check_evidence(test: str) -> None:
    file, _, function = test.partition(": ")
    path = HERE.parent / file
    there = f"fn {function}()" in path.read_text() if function else path.with_suffix(".stderr").exists()
    assert there, f"{test} is not in the tests"


def outcome(lines: str) -> str:
    found = re.search(r"^(\d+) of (\d+)$", lines, re.MULTILINE)
    return "registered" if found[1] == found[2] else "**lost**"


def rust(library: str, program: str, folder: Path) -> str:
    if not (HERE / library / f"src/bin/{program}.rs").exists():
        return "—"
    environment = {**os.environ, "CARGO_TARGET_DIR": str(folder / library)}
    options = {"cwd": HERE / library, "env": environment, "capture_output": True, "text": True}
    subprocess.run(["cargo", "build", "--lib"], **options).check_returncode()
    if subprocess.run(["cargo", "build", "--bin", program], **options).returncode != 0:
        return "refused"
    run = subprocess.run([folder / library / "debug" / program], **options)
    return outcome(run.stdout) if run.returncode == 0 else "refused when run"


def pytorch(python: str) -> dict[str, str]:
    command = [python, "-W", "error", str(HERE / "pytorch.py")]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: outcome(counts) for name, counts in (line.split(": ") for line in lines)}


def answers(library: str, args: argparse.Namespace) -> list[str]:
    if library == "pytorch.py":
        of = pytorch(args.python)
        return [of.get(program, "—") for program, _, _ in ROWS]
    return [rust(library, program, args.folder) for program, _, _ in ROWS]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default="python3", help="an interpreter with torch 2.8")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "nn-silent-losses")
    args = parser.parse_args()
    for _, _, test in ROWS:
        check_evidence(test)
    columns = [answers(library, args) for library in LIBRARIES.values()]
    print("| " + " | ".join(["what is written", *LIBRARIES]) + " |\n|---|" + "---|" * len(columns))
    for (_, what, _), cells in zip(ROWS, zip(*columns)):
        print(f"| {what} | " + " | ".join(cells) + " |")
    lost = [f"**{cells.count('**lost**')}** of {sum(cell != '—' for cell in cells)}" for cells in columns]
    print("| **lost without a word** | " + " | ".join(lost) + " |")


if __name__ == "__main__":
    main()
