#!/usr/bin/env python3
"""What following a forward costs: `cargo check` of a ResNet of bottleneck blocks and of a GPT, whose forwards are written by
hand, with `#[shapes]` and without. The blocks are in a list, or each is a field with a line of its own. Milliseconds, medians
of five runs.

    python3 tests/compile_time/forwards.py
"""

import re
import statistics
import tempfile
from pathlib import Path

from shapes import ROOT, check

BOTTLENECK = """#[derive(Module, Init)]
#[init(width: usize)]
pub struct Block {
    #[init(Conv2d::spec(4 * width, width, 1).bias(false))]
    conv1: Conv2d,
    #[init(BatchNorm2d::spec(width))]
    bn1: BatchNorm2d,
    #[init(Conv2d::spec(width, width, 3).padding(1).bias(false))]
    conv2: Conv2d,
    #[init(BatchNorm2d::spec(width))]
    bn2: BatchNorm2d,
    #[init(Conv2d::spec(width, 4 * width, 1).bias(false))]
    conv3: Conv2d,
    #[init(BatchNorm2d::spec(4 * width))]
    bn3: BatchNorm2d,
}

#[shapes]
impl Forward<Tensor<4>> for Block {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.bn1.forward(self.conv1.forward(x.clone())).relu();
        let y = self.bn2.forward(self.conv2.forward(y)).relu();
        (self.bn3.forward(self.conv3.forward(y)) + x).relu()
    }
}
"""

ATTENTION = """#[derive(Module, Init)]
#[init(width: usize)]
pub struct Block {
    #[init(LayerNorm::spec([width]))]
    norm1: LayerNorm,
    #[init(Linear::spec(width, 3 * width))]
    qkv: Linear,
    #[init(Linear::spec(width, width))]
    out: Linear,
    #[init(LayerNorm::spec([width]))]
    norm2: LayerNorm,
    #[init((Linear::spec(width, 4 * width), Gelu, Linear::spec(4 * width, width)))]
    network: (Linear, Gelu, Linear),
}

#[shapes]
impl Forward<Tensor<3>> for Block {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let [batch, length, width] = x.shape();
        let (heads, size) = (4, width / 4);
        let qkv = self.qkv.forward(self.norm1.forward(x.clone()));
        let qkv = qkv.reshape([batch, length, 3, heads, size]).permute([2, 0, 3, 1, 4]);
        let part = |i: usize| qkv.clone().at(0, i);
        let weights = (part(0).matmul_t(part(1)) * (1.0 / (size as f32).sqrt())).softmax(3);
        let y = weights.matmul(part(2)).permute([0, 2, 1, 3]).reshape([batch, length, width]);
        let x = self.out.forward(y) + x;
        self.network.forward(self.norm2.forward(x.clone())) + x
    }
}
"""

MODELS = {
    "ResNet": (BOTTLENECK, 4, "Block::spec(64)", "[256, 56, 56]", [13, 25, 50, 101]),
    "GPT": (ATTENTION, 3, "Block::spec(64)", "[64, 64]", [12, 24, 48, 96]),
}


def source(model: str, blocks: int, in_a_list: bool) -> str:
    block, rank, spec, sizes, _ = MODELS[model]
    if in_a_list:
        fields = f"    #[init(repeat({blocks}, |_| {spec}))]\n    blocks: Vec<Block>,\n"
        body = "        self.blocks.iter().fold(x, |x, block| block.forward(x))\n"
    else:
        fields = "".join(f"    #[init({spec})]\n    block{i}: Block,\n" for i in range(blocks))
        lines = (f"        let x = self.block{i}.forward(x);\n" for i in range(blocks))
        body = "".join(lines) + "        x\n"
    return (
        f"use nn_core::prelude::*;\n\n{block}\n#[derive(Module, Init)]\npub struct Net {{\n{fields}}}\n\n"
        f"#[shapes(input = {sizes}, output = {sizes})]\nimpl Forward<Tensor<{rank}>> for Net {{\n"
        f"    type Output = Tensor<{rank}>;\n\n    fn forward(&self, x: Tensor<{rank}>) -> Tensor<{rank}> {{\n{body}    }}\n}}\n"
    )


def median(folder: Path, code: str) -> float:
    times = []
    for run in range(6):
        (folder / "src/lib.rs").write_text(f"{code}\n// {run}\n")
        times.append(check(folder))
    return statistics.median(times[1:])


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "src").mkdir()
        (folder / "Cargo.toml").write_text(
            '[package]\nname = "forwards"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n'
            f'[dependencies]\nnn-core = {{ path = "{ROOT / "nn-core"}" }}\n'
        )
        (folder / "Cargo.lock").write_bytes((ROOT / "Cargo.lock").read_bytes())
        print("| model | blocks | a list | followed | a field each | followed |\n|---|---:|---:|---:|---:|---:|")
        for model, (*_, counts) in MODELS.items():
            for blocks in counts:
                codes = [source(model, blocks, in_a_list) for in_a_list in (True, False)]
                pairs = [(re.sub(r"#\[shapes.*\n", "", code), code) for code in codes]
                figures = [f"{median(folder, code):.0f}" for pair in pairs for code in pair]
                print(f"| {model} | {blocks} |", " | ".join(figures), "|", flush=True)


if __name__ == "__main__":
    main()
