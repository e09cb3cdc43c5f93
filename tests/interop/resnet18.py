"""A ResNet-18 in torchvision's layout with random weights: its state dict in a `.pt` file, an input and its output.

    python tests/interop/resnet18.py FOLDER
    cargo run --release --bin interop -- resnet18 FOLDER
    python tests/interop/resnet18.py --onnx FOLDER

The first writes `resnet18.pt` and, in `resnet18.io.safetensors`, `input` and `output`; the second loads both into the model
of example 12, compares, and writes the model as ONNX; the third runs that in ONNX Runtime and compares it with both. Needs torch
and safetensors, not torchvision, and onnxruntime for the last; made with PyTorch 2.8.
"""

import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride > 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        around = x if self.downsample is None else self.downsample(x)
        x = self.bn1(self.conv1(x)).relu()
        return (self.bn2(self.conv2(x)) + around).relu()


class ResNet18(nn.Module):
    def __init__(self, classes=1000):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        widths = (64, 64, 128, 256, 512)
        for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            stage = nn.Sequential(BasicBlock(inputs, outputs, 1 if i == 0 else 2), BasicBlock(outputs, outputs, 1))
            setattr(self, f"layer{i + 1}", stage)
        self.fc = nn.Linear(512, classes)

    def forward(self, x):
        x = self.maxpool(self.bn1(self.conv1(x)).relu())
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
        return self.fc(x.mean((2, 3)))


def main(folder):
    torch.manual_seed(0)
    model = ResNet18()
    # A few batches in training, so that the statistics of the batch norms are those of the images.
    for norm in (module for module in model.modules() if isinstance(module, nn.BatchNorm2d)):
        norm.momentum = 0.7
    with torch.no_grad():
        for _ in range(3):
            model(torch.randn(4, 3, 64, 64))
        model.eval()
        images = torch.randn(2, 3, 224, 224)
        output = model(images)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), folder / "resnet18.pt")
    save_file({"input": images, "output": output}, folder / "resnet18.io.safetensors")
    print(f"{sum(p.numel() for p in model.parameters())} parameters, largest output {output.abs().max():.2f}")


def compare(folder):
    import onnxruntime

    session = onnxruntime.InferenceSession(folder / "resnet18.onnx", providers=["CPUExecutionProvider"])
    io = load_file(folder / "resnet18.io.safetensors")
    [name] = [i.name for i in session.get_inputs()]
    largest = 0.0
    # One picture, and both.
    for count in (1, 2):
        [got] = session.run(None, {name: io["input"][:count].numpy()})
        for side, want in (("PyTorch", io["output"]), ("here", load_file(folder / "resnet18.here.safetensors")["output"])):
            difference = (torch.from_numpy(got) - want[:count]).abs().max().item()
            print(f"ONNX Runtime and {side}, {count} picture(s): {difference:.1e}")
            largest = max(largest, difference)
    sys.exit(largest > 1e-5)


if __name__ == "__main__":
    if sys.argv[1] == "--onnx":
        compare(pathlib.Path(sys.argv[2]))
    main(pathlib.Path(sys.argv[1]))
