"""Images a second of nn-core's `Loader` and of PyTorch's `DataLoader`, in turns, with the same transforms.

    cargo bench --bench data --no-run                  # says where the program is
    python tests/benches/data/loader.py PROGRAM FOLDER [ROUNDS]

A round is an epoch of each: nn-core; torchvision on PIL's images, as its tutorials do; and torchvision's second version on
tensors of bytes. The workers of PyTorch live on between epochs, so that their start does not count. Prints the rates of all
rounds, their medians and the best.
"""

import json
import statistics
import subprocess
import sys
import time

import torch
import torchvision.transforms as v1
import torchvision.transforms.v2 as v2
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder
from torchvision.io import ImageReadMode, decode_image

WORKERS = 2
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def of_pil():
    return v1.Compose([
        v1.Resize((72, 72)),
        v1.RandomCrop(64),
        v1.RandomHorizontalFlip(),
        v1.ColorJitter(0.2, 0.2, 0.2, 0.05),
        v1.ToTensor(),
        v1.Normalize(MEAN, STD),
    ])


def of_tensors():
    return v2.Compose([
        v2.Resize((72, 72), antialias=True),
        v2.RandomCrop(64),
        v2.RandomHorizontalFlip(),
        v2.ColorJitter(0.2, 0.2, 0.2, 0.05),
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize(MEAN, STD),
    ])


def read(path):
    return decode_image(path, ImageReadMode.RGB)


def single_thread(_):
    torch.set_num_threads(1)


def loader(dataset):
    return DataLoader(
        dataset, 64, shuffle=True, num_workers=WORKERS, persistent_workers=True, worker_init_fn=single_thread
    )


def epoch(batches):
    start, samples = time.perf_counter(), 0
    for _, labels in batches:
        samples += len(labels)
    return samples / (time.perf_counter() - start)


def ours(program, folder):
    flags = ["--folder", folder, "--workers", str(WORKERS), "--epochs", "1"]
    lines = subprocess.run([program, *flags], check=True, capture_output=True, text=True).stdout
    return json.loads(lines.splitlines()[-1])["samples_per_second"]


def main():
    program, folder = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    pil, tensors = loader(ImageFolder(folder, of_pil())), loader(ImageFolder(folder, of_tensors(), loader=read))
    epoch(pil), epoch(tensors)
    rates = {"nn-core": [], "torchvision, PIL": [], "torchvision.v2, tensors": []}
    for _ in range(rounds):
        rates["nn-core"].append(ours(program, folder))
        rates["torchvision, PIL"].append(epoch(pil))
        rates["torchvision.v2, tensors"].append(epoch(tensors))
    for name, found in rates.items():
        every = " ".join(f"{rate:.0f}" for rate in found)
        print(f"{name:24} median {statistics.median(found):7.0f}  best {max(found):7.0f}  of {every}")


main()
