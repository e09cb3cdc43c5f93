"""Writes the trajectories of PyTorch's optimizers and schedules that the unit tests of `nn_core::optim` follow.

    python tests/interop/optim.py > nn-core/src/optim/tests/reference.rs && cargo fmt

Made with PyTorch 2.8. One parameter of three elements, ten steps; the gradient at step t (from 0) is

    2 * c * (w - target) + 0.3 * (-1) ** t * s

with w, c, target and s as below. The last element begins with a gradient of zero.
"""

import warnings

import torch

warnings.filterwarnings("ignore")

W = [0.5, -1.5, 2.0]
C = [1.0, 0.1, 3.0]
TARGET = [-1.0, 2.0, 2.0]
S = [1.0, 0.5, 0.0]
STEPS = 10

CASES = {
    "sgd": ("SGD", dict(lr=0.05)),
    "sgd_decay": ("SGD", dict(lr=0.05, weight_decay=0.1)),
    "sgd_momentum": ("SGD", dict(lr=0.05, momentum=0.9)),
    "sgd_dampening": ("SGD", dict(lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.1)),
    "sgd_nesterov": ("SGD", dict(lr=0.05, momentum=0.8, nesterov=True, weight_decay=0.01)),
    "adam": ("Adam", dict()),
    "adam_settings": ("Adam", dict(lr=0.1, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1)),
    "adam_amsgrad": ("Adam", dict(lr=0.1, betas=(0.5, 0.6), amsgrad=True)),
    "adamw": ("AdamW", dict()),
    "adamw_settings": ("AdamW", dict(lr=0.1, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.2)),
    "adamw_amsgrad": ("AdamW", dict(lr=0.1, betas=(0.5, 0.6), amsgrad=True)),
    "adamax": ("Adamax", dict()),
    "adamax_settings": ("Adamax", dict(lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)),
    "adadelta": ("Adadelta", dict()),
    "adadelta_settings": ("Adadelta", dict(lr=0.5, rho=0.95, eps=1e-3, weight_decay=0.1)),
    "adagrad": ("Adagrad", dict()),
    "adagrad_settings": (
        "Adagrad",
        dict(lr=0.1, lr_decay=0.05, weight_decay=0.1, initial_accumulator_value=0.5, eps=1e-3),
    ),
    "rmsprop": ("RMSprop", dict()),
    "rmsprop_settings": ("RMSprop", dict(lr=0.05, alpha=0.9, eps=1e-3, weight_decay=0.1)),
    "rmsprop_momentum": ("RMSprop", dict(momentum=0.9)),
    "rmsprop_centered": ("RMSprop", dict(lr=0.02, alpha=0.9, centered=True)),
    "rmsprop_centered_momentum": ("RMSprop", dict(momentum=0.5, alpha=0.9, centered=True, weight_decay=0.1)),
}


def trajectory(optimizer, settings, dtype):
    w = torch.tensor(W, dtype=dtype, requires_grad=True)
    c, target, s = (torch.tensor(x, dtype=dtype) for x in (C, TARGET, S))
    optimizer = getattr(torch.optim, optimizer)([w], **settings)
    for t in range(STEPS):
        w.grad = (2 * c * (w - target) + 0.3 * (-1) ** t * s).detach()
        optimizer.step()
        yield w.tolist()


def rates(make, steps, lr=0.4):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    schedule = make(optimizer)
    for _ in range(steps):
        yield optimizer.param_groups[0]["lr"]
        optimizer.step()
        schedule.step()


def sequence(optimizer):
    from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

    parts = [LinearLR(optimizer, 0.1, 1.0, 4), CosineAnnealingLR(optimizer, 6, 0.01)]
    return SequentialLR(optimizer, parts, milestones=[4])


def schedules():
    lrs = torch.optim.lr_scheduler
    return {
        "STEP_LR": rates(lambda o: lrs.StepLR(o, 3, 0.5), 10),
        "COSINE_ANNEALING_LR": rates(lambda o: lrs.CosineAnnealingLR(o, 7, 0.01), 10),
        "LINEAR_LR": rates(lambda o: lrs.LinearLR(o), 8),
        "LINEAR_LR_DOWN": rates(lambda o: lrs.LinearLR(o, 1.0, 0.2, 6), 8),
        "ONE_CYCLE_LR": rates(lambda o: lrs.OneCycleLR(o, 0.1, 12), 12),
        "ONE_CYCLE_LR_SETTINGS": rates(
            lambda o: lrs.OneCycleLR(o, 0.2, 9, pct_start=0.5, div_factor=10, final_div_factor=50), 9
        ),
        "SEQUENTIAL_LR": rates(sequence, 11),
    }


def clipped(max_norm):
    a = torch.zeros(2, requires_grad=True)
    b = torch.zeros(2, requires_grad=True)
    a.grad, b.grad = torch.tensor([3.0, -4.0]), torch.tensor([12.0, 0.0])
    norm = torch.nn.utils.clip_grad_norm_([a, b], max_norm)
    return [norm.item(), *a.grad.tolist(), *b.grad.tolist()]


def shortest(value):
    """The fewest digits that give back the same number in f32."""
    texts = (repr(float(f"{value:.{digits}g}")) for digits in range(1, 10))
    return next(text for text in texts if torch.tensor(float(text)).item() == value)


def numbers(values):
    return "[" + ", ".join(repr(float(v)) for v in values) + "]"


def main():
    print("//! Written by `tests/interop/optim.py`, which says what the numbers are.\n")
    print("/// The elements after each step in `f64`, and after the last in `f32`.")
    print("pub(super) struct Reference {")
    print("    pub(super) double: [[f64; 3]; 10],")
    print("    pub(super) single: [f32; 3],")
    print("}\n")
    print("pub(super) fn reference(name: &str) -> Reference {\n    match name {")
    for name, (optimizer, settings) in CASES.items():
        double = ",\n".join(map(numbers, trajectory(optimizer, settings, torch.float64)))
        single = list(trajectory(optimizer, settings, torch.float32))[-1]
        single = "[" + ", ".join(map(shortest, single)) + "]"
        print(f'        "{name}" => Reference {{ double: [{double}], single: {single} }},')
    print('        _ => panic!("no reference is named {name}"),\n    }\n}\n')
    for name, values in schedules().items():
        values = list(values)
        print(f"pub(super) const {name}: [f64; {len(values)}] = {numbers(values)};")
    for name, max_norm in [("CLIPPED_TO_2", 2.0), ("CLIPPED_TO_20", 20.0)]:
        print("/// The norm before, and the gradients after.")
        print(f"pub(super) const {name}: [f64; 5] = {numbers(clipped(max_norm))};")


main()
