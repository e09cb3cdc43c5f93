"""The models of the nine examples in PyTorch: their files go over in both directions.

    python tests/interop/models.py              # both directions, in the sizes of the examples
    python tests/interop/models.py --fixtures   # writes tests/interop/fixtures, which `cargo test` reads

Needs torch, safetensors and numpy; made with PyTorch 2.8. Our half is `tests/src/bin/interop.rs`.
"""

import pathlib
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import load_file, save_file
from torch import nn

TOLERANCE = 1e-5
HERE = pathlib.Path(__file__).resolve().parent


class LinearNet(nn.Module):
    def __init__(self, inputs, depth, width, outputs):
        super().__init__()
        self.hidden = nn.ModuleList(nn.Linear(inputs if i == 0 else width, width) for i in range(depth))
        self.head = nn.Linear(width, outputs)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.head(x)


def simple_cnn(classes):
    return nn.Sequential(nn.Conv2d(3, 32, 7, stride=2), nn.ReLU(), nn.Flatten(), nn.Linear(5408, classes))


class PlainList(nn.Module):
    def __init__(self, inputs, outputs, depth):
        super().__init__()
        last = depth - 1
        self.layers = nn.ModuleList(nn.Conv2d(inputs, outputs if i == last else inputs, 1) for i in range(depth))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class Branches(nn.Module):
    def __init__(self, width, branches):
        super().__init__()
        self.list = nn.ModuleList(nn.Linear(width, width) for _ in range(branches))

    def forward(self, x):
        return sum(branch(x) for branch in self.list)


def lists_and_sequences(inputs, width, branches, depth):
    blocks = [nn.Sequential(nn.Linear(width, width), nn.ReLU()) for _ in range(depth)]
    return nn.Sequential(
        nn.Linear(inputs, width),
        nn.ReLU(),
        Branches(width, branches),
        nn.Sequential(*blocks),
        nn.Linear(width, 10),
    )


class DenseLayer(nn.Module):
    def __init__(self, channels, growth):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.conv = nn.Conv2d(channels, growth, 3, padding=1, bias=False)

    def forward(self, x):
        return torch.cat([x, self.conv(torch.relu(self.norm(x)))], 1)


def make_dense(channels, growth, depth):
    return nn.Sequential(*(DenseLayer(channels + i * growth, growth) for i in range(depth)))


class DenseNet(nn.Module):
    def __init__(self, growth, depth):
        super().__init__()
        start = 2 * growth
        first = start + depth * growth
        half = first // 2
        second = half + depth * growth
        self.conv = nn.Conv2d(1, start, 3, padding=1, bias=False)
        self.dense1 = make_dense(start, growth, depth)
        narrow = nn.Conv2d(first, half, 1, bias=False)
        self.transition = nn.Sequential(nn.BatchNorm2d(first), nn.ReLU(), narrow, nn.AvgPool2d(2))
        self.dense2 = make_dense(half, growth, depth)
        self.norm = nn.BatchNorm2d(second)
        self.head = nn.Linear(second, 10)

    def forward(self, x):
        x = self.dense2(self.transition(self.dense1(self.conv(x))))
        return self.head(torch.relu(self.norm(x)).mean((2, 3)))


class MaxoutNet(nn.Module):
    def __init__(self, width, units):
        super().__init__()
        self.units1 = nn.ModuleList(nn.Linear(64, width) for _ in range(units))
        self.units2 = nn.ModuleList(nn.Linear(width, width) for _ in range(units))
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        for units in (self.units1, self.units2):
            x = self.drop(torch.stack([unit(x) for unit in units]).amax(0))
        return self.head(x)


class TextCnn(nn.Module):
    def __init__(self, words, size, widths, maps):
        super().__init__()
        self.embedding = nn.Embedding(words, size, padding_idx=0)
        self.convs = nn.ModuleList(nn.Conv1d(size, maps, width) for width in widths)
        self.drop = nn.Dropout(0.5)
        self.head = nn.Linear(maps * len(widths), 2)

    def forward(self, words):
        x = self.embedding(words).transpose(1, 2)
        features = [torch.relu(conv(x)).amax(2) for conv in self.convs]
        return self.head(self.drop(torch.cat(features, 1)))


class DilatedDense(nn.Module):
    def __init__(self, inputs, growth, depth):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Conv2d(inputs + i * growth, growth, 3, padding=2**i, dilation=2**i) for i in range(depth)
        )

    def forward(self, x):
        for layer in self.layers:
            x = torch.cat([x, torch.relu(layer(x))], 1)
        return x


def dilated_dense(growth, depth):
    return nn.Sequential(DilatedDense(1, growth, depth), nn.Conv2d(1 + depth * growth, 1, 1))


class IndexedList(nn.Module):
    def __init__(self, depth, width):
        super().__init__()
        self.linears = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))

    def forward(self, x):
        for i, l in enumerate(self.linears):
            x = self.linears[i // 2](x) + l(x)
        return x


def models(small):
    """Each model and the shape of its input, in the sizes of `tests/src/models.rs`."""
    pick = lambda few, many: few if small else many
    words, length = pick(20, 1000), pick(7, 50)
    widths = [3, 4, 5]
    return {
        "01_linear_net": (LinearNet(pick(8, 64), pick(2, 3), pick(16, 128), 10), [pick(8, 64)]),
        "02_simple_cnn": (simple_cnn(pick(2, 10)), [3, 32, 32]),
        "03_plain_list": (PlainList(7, 13, 10), [7, pick(5, 30), pick(5, 30)]),
        "04_lists_and_sequences": (lists_and_sequences(pick(8, 64), pick(6, 32), 2, 3), [pick(8, 64)]),
        "05_densenet": (DenseNet(pick(4, 12), pick(2, 4)), [1, 8, 8]),
        "06_maxout": (MaxoutNet(pick(8, 64), pick(2, 4)), [64]),
        "07_text_cnn": (TextCnn(words, pick(10, 300), widths, pick(4, 100)), (words, length)),
        "08_dilated_dense": (dilated_dense(pick(3, 12), 3), [1, 8, 8]),
        "09_indexed_list": (IndexedList(10, 10), [10]),
    }


def make_input(shape, batch):
    if isinstance(shape, tuple):
        words, length = shape
        return torch.randint(words, (batch, length))
    return torch.randn(batch, *shape)


def save(folder, small, batch):
    """Writes each model as PyTorch holds it, with an input and the output for it."""
    torch.manual_seed(0)
    for name, (model, shape) in models(small).items():
        # So that batch norm's statistics are not those of the beginning.
        for _ in range(3):
            model.train()(make_input(shape, 16))
        x = make_input(shape, batch)
        with torch.no_grad():
            y = model.eval()(x)
        save_file(model.state_dict(), folder / f"{name}.safetensors")
        save_file({"input": x, "output": y}, folder / f"{name}.io.safetensors")


def check(folder):
    """Loads each file of ours strictly and compares the outputs. Says whether all agree."""
    agree = True
    for name, (model, _) in models(small=False).items():
        model.load_state_dict(load_file(folder / f"{name}.safetensors"), strict=True)
        io = load_file(folder / f"{name}.io.safetensors")
        with torch.no_grad():
            y = model.eval()(io["input"])
        assert y.shape == io["output"].shape, name
        difference = (y - io["output"]).abs().max().item()
        print(f"{name:24} here -> PyTorch  {difference:.1e}")
        agree = agree and difference <= TOLERANCE
    return agree


def ours(command, folder):
    cargo = ["cargo", "run", "--quiet", "--release", "--bin", "interop", "--", command, str(folder)]
    return subprocess.run(cargo, cwd=HERE.parent).returncode == 0


def main():
    if sys.argv[1:] == ["--fixtures"]:
        (HERE / "fixtures").mkdir(exist_ok=True)
        save(HERE / "fixtures", small=True, batch=2)
        return
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        agree = ours("write", folder) and check(folder)
        save(folder, small=False, batch=4)
        agree = ours("check", folder) and agree
    print("all agree" if agree else "there are differences above the tolerance, or errors")
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
