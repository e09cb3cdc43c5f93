#!/usr/bin/env python3
"""What the check of shapes costs: `cargo check` of a struct of many convolutions, without a forward, with one of a fixed type,
and with the shapes of all layers checked in constants. Milliseconds, medians of five runs.

    python3 tests/compile_time/shapes.py
"""

import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    "no forward": ("Module, Init", ""),
    "types": ("Module, Forward, Init", "#[forward(input = Tensor<4>, unchecked)]"),
    "shapes": ("Module, Forward, Init", "#[forward(input = [64, 56, 56])]"),
}


def source(layers: int, kind: str) -> str:
    derives, attribute = KINDS[kind]
    fields = "".join(f"    #[init(Conv2d::spec(64, 64, 3).padding(1))]\n    layer{i}: Conv2d,\n" for i in range(layers))
    return f"use nn_core::prelude::*;\n\n#[derive({derives})]\n{attribute}\npub struct Net {{\n{fields}}}\n"


def check(folder: Path) -> float:
    start = time.monotonic()
    subprocess.run(["cargo", "check", "--quiet"], cwd=folder, check=True)
    return 1000 * (time.monotonic() - start)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "src").mkdir()
        (folder / "Cargo.toml").write_text(
            '[package]\nname = "shapes"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n'
            f'[dependencies]\nnn-core = {{ path = "{ROOT / "nn-core"}" }}\n'
        )
        (folder / "Cargo.lock").write_bytes((ROOT / "Cargo.lock").read_bytes())
        print("| layers |", " | ".join(KINDS), "|\n|---:|" + "---:|" * len(KINDS))
        for layers in [38, 76, 152, 304]:
            medians = []
            for kind in KINDS:
                times = []
                for run in range(6):
                    (folder / "src/lib.rs").write_text(source(layers, kind) + f"\n// {run}\n")
                    times.append(check(folder))
                medians.append(f"{statistics.median(times[1:]):.0f}")
            print(f"| {layers} |", " | ".join(medians), "|")


if __name__ == "__main__":
    main()
