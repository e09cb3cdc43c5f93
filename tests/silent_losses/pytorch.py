"""Each mistake in PyTorch: one step of training, and how much of what took part in it was registered.

    python pytorch.py        # a line for each mistake; needs torch 2.8
"""

import types

import torch
from torch import nn


def layer() -> nn.Linear:
    """A layer of six parameters."""
    return nn.Linear(2, 2)


class Net(nn.Module):
    """Two layers: the head, and another that stands where the mistake puts it."""

    expected = 12

    def __init__(self):
        super().__init__()
        self.head = layer()
        self.make()

    def forward(self, x):
        return self.head(self.body(x))


class List(Net):
    def make(self):
        self.layers = [layer()]

    def body(self, x):
        return self.layers[0](x)


class ListOfParameters(Net):
    expected = 8

    def make(self):
        self.scales = [nn.Parameter(torch.ones(2))]

    def body(self, x):
        return x * self.scales[0]


class Tuple(Net):
    def make(self):
        self.layers = (layer(),)

    def body(self, x):
        return self.layers[0](x)


class Map(Net):
    def make(self):
        self.layers = {"a": layer()}

    def body(self, x):
        return self.layers["a"](x)


class PlainStruct(Net):
    def make(self):
        self.block = types.SimpleNamespace(layer=layer())

    def body(self, x):
        return self.block.layer(x)


class Closure(Net):
    def make(self):
        captured = layer()
        self.body = lambda x: captured(x)


class Tensor(Net):
    expected = 8

    def make(self):
        self.scale = torch.ones(2, requires_grad=True)

    def body(self, x):
        return x * self.scale


class OnePath(Net):
    def make(self):
        self.body = self.head.forward
        self.head = layer()  # under the name of the first


class MadeInForward(Net):
    def make(self):
        pass

    def body(self, x):
        return layer()(x)


def train(kind: type[Net]) -> str:
    model = kind()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.ones(1, 2)).mean().backward()
    optimizer.step()
    return f"{sum(p.numel() for p in model.parameters())} of {kind.expected}"


def main():
    for kind in Net.__subclasses__():
        name = "".join(f"_{c.lower()}" if c.isupper() else c for c in kind.__name__).removeprefix("_")
        print(f"{name}: {train(kind)}")


if __name__ == "__main__":
    main()
