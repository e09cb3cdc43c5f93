"""Export further cases in the format of PyTorch's own table, for settings that the table does not have: rounding up,
dilation, ignored labels, smoothed labels, weights, and every reduction.

Usage: python settings.py EXPORTER OUT, where EXPORTER is the export.py that wrote the cases of the table.
"""
import importlib.util, itertools, json, pathlib, sys
from types import SimpleNamespace
import torch
from safetensors.torch import save_file

spec = importlib.util.spec_from_file_location("export", sys.argv[1])
export = importlib.util.module_from_spec(spec)
spec.loader.exec_module(export)

CASES = {}


def add(name, config, *inputs):
    arguments = SimpleNamespace(args=(), kwargs=config)
    call = SimpleNamespace(args=inputs, kwargs={})
    CASES.setdefault(name, []).append(SimpleNamespace(constructor_input=arguments, forward_input=call))


def normal(*shape):
    return torch.randn(*shape).requires_grad_()


def unit(*shape):
    return torch.rand(*shape).requires_grad_()


def pools():
    for config in [dict(kernel_size=3, stride=2, ceil_mode=True),
                   dict(kernel_size=3, stride=2, padding=1, ceil_mode=True),
                   dict(kernel_size=(2, 3), stride=(3, 1), padding=(1, 0)),
                   dict(kernel_size=2, stride=3, padding=1, ceil_mode=True)]:
        for shape in [(1, 2, 9, 8), (2, 7, 10)]:
            add("MaxPool2d", config, normal(*shape))
            add("AvgPool2d", config, normal(*shape))
            add("AvgPool2d", dict(config, count_include_pad=False), normal(*shape))
    for dilation in [2, (1, 3)]:
        config = dict(kernel_size=3, stride=1, padding=1, dilation=dilation, ceil_mode=True, return_indices=True)
        add("MaxPool2d", config, normal(1, 2, 9, 8))
    # Many equal elements: the gradient goes to the first of them.
    for config in [dict(kernel_size=3, stride=1, padding=1), dict(kernel_size=2)]:
        equal = torch.randint(0, 2, (1, 3, 9, 8)).float().requires_grad_()
        add("MaxPool2d", dict(config, return_indices=True), equal)
    for config in [dict(kernel_size=3, stride=2, ceil_mode=True),
                   dict(kernel_size=4, stride=3, padding=2, ceil_mode=True)]:
        for shape in [(2, 3, 9), (3, 10), (3, 11)]:
            add("MaxPool1d", config, normal(*shape))
            add("AvgPool1d", config, normal(*shape))
            add("AvgPool1d", dict(config, count_include_pad=False), normal(*shape))
    add("MaxPool1d", dict(kernel_size=3, dilation=2, padding=1), normal(2, 3, 12))
    for size in [1, 4, 7, (None, 3), (11, 2)]:
        add("AdaptiveAvgPool2d", dict(output_size=size), normal(1, 3, 9, 8))
        add("AdaptiveMaxPool2d", dict(output_size=size), normal(1, 3, 9, 8))


def convolutions():
    for config in [dict(stride=2, padding=1), dict(dilation=2, padding=2), dict(groups=2, bias=False),
                   dict(padding="same", dilation=3), dict(padding="valid"), dict(groups=4)]:
        for kernel in [3, 2]:
            add("Conv1d", dict(config, in_channels=4, out_channels=4, kernel_size=kernel), normal(2, 4, 11))
        for kernel in [3, (2, 3)]:
            add("Conv2d", dict(config, in_channels=4, out_channels=4, kernel_size=kernel), normal(2, 4, 8, 7))
    config = dict(stride=(2, 1), padding=(0, 1), dilation=(1, 2))
    add("Conv2d", dict(config, in_channels=4, out_channels=4, kernel_size=3), normal(4, 9, 10))


def class_losses(reduction):
    weights = [None, torch.rand(5) + 0.1]
    for weight, smoothing, ignored in itertools.product(weights, [0.0, 0.2], [-100, 2]):
        for shape in [(7, 5), (3, 5, 4), (5,)]:
            labels = torch.randint(0, 5, shape[:1] + shape[2:] if len(shape) > 1 else ())
            if len(shape) > 1:
                labels.view(-1)[0] = ignored
            else:
                labels.fill_(1)
            config = dict(weight=weight, ignore_index=ignored, reduction=reduction)
            add("CrossEntropyLoss", dict(config, label_smoothing=smoothing), normal(*shape), labels)
            if smoothing == 0:
                add("NLLLoss", config, normal(*shape), labels)
    for weight, smoothing, shape in itertools.product(weights, [0.0, 0.2], [(7, 5), (3, 5, 4), (5,)]):
        target = torch.softmax(torch.randn(*shape), min(len(shape), 2) - 1).requires_grad_()
        config = dict(weight=weight, label_smoothing=smoothing, reduction=reduction)
        add("CrossEntropyLoss", config, normal(*shape), target)


def element_losses(reduction):
    for weight in [None, torch.rand(4), torch.rand(3, 1)]:
        for positive in [None, torch.rand(4) * 3]:
            config = dict(weight=weight, pos_weight=positive, reduction=reduction)
            add("BCEWithLogitsLoss", config, normal(3, 4), unit(3, 4))
        add("BCELoss", dict(weight=weight, reduction=reduction), unit(3, 4), unit(3, 4))
    certain = torch.tensor([0.0, 1.0, 0.0, 1.0, 0.5]).requires_grad_()
    add("BCELoss", dict(reduction=reduction), certain, torch.tensor([0.0, 1.0, 1.0, 0.0, 0.5]))
    for beta in [0.0, 0.3, 2.0]:
        add("SmoothL1Loss", dict(beta=beta, reduction=reduction), normal(3, 4), normal(3, 4))


def divergences(reduction):
    target = torch.tensor([[0.0, 1, 0, 0], [0.5, 0.5, 0, 0], [0.1, 0.2, 0.3, 0.4]])
    add("KLDivLoss", dict(reduction=reduction), normal(3, 4), target)
    add("KLDivLoss", dict(reduction=reduction, log_target=True), normal(3, 4), normal(3, 4))


def main():
    torch.manual_seed(0)
    pools()
    convolutions()
    for reduction in ["mean", "sum", "none"]:
        class_losses(reduction)
        element_losses(reduction)
    for reduction in ["mean", "sum", "none", "batchmean"]:
        divergences(reduction)
    large = (torch.randn(4, 5) * 1000).requires_grad_()
    add("CrossEntropyLoss", {}, large, torch.tensor([0, 1, 2, 3]))
    out = pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for name, items in CASES.items():
        info = SimpleNamespace(module_cls=getattr(torch.nn, name), name=f"nn.{name}")
        store = export.Store()
        # None of these modules has a training mode of its own; evaluation is tried with a tape and without.
        cases = [export.export_case(info, item, False, n, torch.float32, store) for n, item in enumerate(items)]
        (out / f"{name}.json").write_text(json.dumps(cases, separators=(",", ":")))
        save_file(store.tensors, out / f"{name}.safetensors")


if __name__ == "__main__":
    main()
