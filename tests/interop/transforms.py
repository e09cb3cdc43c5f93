"""Writes what torchvision makes of small images, for `tests/data/transforms.rs`.

    python tests/interop/transforms.py        # with torch 2.8 and torchvision 0.23
"""

import json
from pathlib import Path

import torch
import torchvision.transforms as T
import torchvision.transforms.functional as F

FOLDER = Path(__file__).parent / "fixtures" / "data"


def image(channels, height, width, seed):
    generator = torch.Generator().manual_seed(seed)
    # Multiples of 1/255, as images are, so that a line of JSON holds them exactly enough.
    return torch.randint(0, 256, (channels, height, width), generator=generator) / 255


def cases():
    colours, wide, grey = image(3, 7, 9, 1), image(3, 6, 16, 2), image(1, 8, 5, 3)
    flat = torch.stack([torch.full((4, 4), value) for value in (0.2, 0.2, 0.2)])
    for name, x in [("colours", colours), ("wide", wide), ("grey", grey)]:
        yield "hflip", x, [], F.hflip(x)
        yield "vflip", x, [], F.vflip(x)
        for size in [[3, 4], [4, 9], [5, 5], [12, 12], [10, 3]]:
            yield "center_crop", x, size, F.center_crop(x, size)
        for size in [[3, 4], [20, 20], [7, 5], [1, 1], [6, 16], [13, 2]]:
            for antialias in [True, False]:
                yield "resize", x, [*size, antialias], F.resize(x, size, antialias=antialias)
        for size in [3, 9]:
            yield "resize_shorter", x, [size], F.resize(x, [size], antialias=True)
        for part in [[1, 2, 4, 3], [0, 0, 5, 5]]:
            for antialias in [True, False]:
                yield "resized_crop", x, [*part, 6, 4, antialias], F.resized_crop(
                    x, *part, [6, 4], antialias=antialias
                )
        for angle in [0.0, 10.0, -33.5, 97.0, 180.0]:
            yield "rotate_nearest", x, [angle], F.rotate(x, angle, T.InterpolationMode.NEAREST, fill=[0.5] * len(x))
            yield "rotate_bilinear", x, [angle], F.rotate(x, angle, T.InterpolationMode.BILINEAR)
        for factor in [0.0, 0.4, 1.0, 1.7]:
            yield "adjust_brightness", x, [factor], F.adjust_brightness(x, factor)
            yield "adjust_contrast", x, [factor], F.adjust_contrast(x, factor)
            yield "adjust_saturation", x, [factor], F.adjust_saturation(x, factor)
        for factor in [-0.5, -0.2, 0.0, 0.1, 0.37, 0.5]:
            yield "adjust_hue", x, [factor], F.adjust_hue(x, factor)
        mean, std = [0.485, 0.456, 0.406][: len(x)], [0.229, 0.224, 0.225][: len(x)]
        yield "normalize", x, [*mean, *std], F.normalize(x, mean, std)
    yield "rgb_to_grayscale", colours, [], F.rgb_to_grayscale(colours)
    yield "adjust_hue", flat, [0.3], F.adjust_hue(flat, 0.3)
    black = torch.zeros(3, 2, 2)
    yield "adjust_hue", black, [0.3], F.adjust_hue(black, 0.3)
    yield "crop", colours, [-2, 3, 6, 9], F.crop(colours, -2, 3, 6, 9)
    yield "crop", colours, [5, -4, 5, 6], F.crop(colours, 5, -4, 5, 6)


def rounded(tensor):
    return [round(value, 6) for value in tensor.flatten().tolist()]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines, images = [], {}
    for name, x, arguments, y in cases():
        key = images.setdefault((tuple(x.shape), tuple(rounded(x))), len(images))
        case = {"name": name, "image": key, "arguments": [float(a) for a in arguments]}
        lines.append(json.dumps(case | {"shape": list(y.shape), "expected": rounded(y)}))
    inputs = [{"shape": list(shape), "pixels": [round(255 * v) for v in values]} for shape, values in images]
    (FOLDER / "transforms.jsonl").write_text("\n".join([json.dumps(inputs), *lines]) + "\n")


main()
