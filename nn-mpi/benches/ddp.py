"""The time of a training step by PyTorch's DistributedDataParallel over gloo, for scaling.py: the median in seconds.

    torchrun --nproc_per_node 2 ddp.py lenet 3        # two processes of one thread each
    python ddp.py lenet 3 2                           # one process of two threads, without DDP
"""

import os
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

WARM = 3


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 32, 3, padding=1), nn.Conv2d(32, 64, 3, padding=1)
        self.fc1, self.fc2 = nn.Linear(3136, 128), nn.Linear(128, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class Block(nn.Module):
    """Attention of 8 heads and two linear maps, each behind a norm and with a way around."""

    def __init__(self, width=256, heads=8):
        super().__init__()
        self.heads = heads
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        batch, length, width = x.shape
        qkv = self.qkv(self.ln1(x)).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(*qkv, is_causal=True)
        x = x + self.proj(y.transpose(1, 2).reshape(batch, length, width))
        return x + self.fc2(F.gelu(self.fc1(self.ln2(x))))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)
        around = (nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
        self.around = nn.Sequential(*around) if stride > 1 or inputs != outputs else nn.Identity()

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.around(x))


def resnet18():
    sizes = [(64, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1), (256, 512, 2), (512, 512, 1)]
    stem = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000)]
    return nn.Sequential(*stem, *(BasicBlock(*size) for size in sizes), *head)


def workload(name):
    """The model, its optimizer, inputs, targets and loss."""
    torch.manual_seed(7)
    if name == "lenet":
        model, inputs, targets, loss = LeNet(), torch.randn(64, 1, 28, 28), torch.arange(64) % 10, F.cross_entropy
    elif name == "transformer":
        model, inputs = nn.Sequential(Block(), Block()), torch.randn(8, 128, 256)
        targets, loss = torch.randn(8, 128, 256), F.mse_loss
    else:
        model, inputs, targets, loss = resnet18(), torch.randn(8, 3, 128, 128), torch.arange(8), F.cross_entropy
    sgd = name == "resnet18"
    make = (lambda p: torch.optim.SGD(p, 0.01, momentum=0.9)) if sgd else (lambda p: torch.optim.Adam(p, 1e-3))
    return model, make, inputs, targets, loss


def main():
    name, seconds = sys.argv[1], float(sys.argv[2])
    ranks = int(os.environ.get("WORLD_SIZE", "1"))
    torch.set_num_threads(1 if ranks > 1 else int(sys.argv[3]))
    model, make, inputs, targets, loss = workload(name)
    rank = 0
    if ranks > 1:
        torch.distributed.init_process_group("gloo")
        rank = torch.distributed.get_rank()
        model = nn.parallel.DistributedDataParallel(model)
    optimizer = make(model.parameters())
    inputs, targets = inputs.chunk(ranks)[rank], targets.chunk(ranks)[rank]
    times, done, begin = [], 0, time.perf_counter()
    while True:
        at = time.perf_counter()
        optimizer.zero_grad()
        loss(model(inputs), targets).backward()
        optimizer.step()
        done += 1
        if done == WARM:
            begin = time.perf_counter()
        elif done > WARM:
            times.append(time.perf_counter() - at)
        over = torch.tensor([len(times) >= 3 and time.perf_counter() - begin > seconds])
        if ranks > 1:
            over = over.int()
            torch.distributed.all_reduce(over, torch.distributed.ReduceOp.MAX)
        if over.item():
            break
    if rank == 0:
        print(f"{sorted(times)[len(times) // 2]:.6f}")


main()
