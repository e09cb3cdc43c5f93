"""Our optimizers' state goes on in torch.optim, and theirs in ours.

    python tests/interop/optim_state.py              # both directions
    python tests/interop/optim_state.py --fixtures   # writes tests/interop/fixtures/optim, which `cargo test` reads

Needs torch, safetensors and numpy; made with PyTorch 2.8. Our half is `tests/src/optimizers.rs`.
"""

import pathlib
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import load_file, save_file
from torch import nn

TOLERANCE = 1e-6
STEPS = 4
HERE = pathlib.Path(__file__).resolve().parent

# As in `tests/src/optimizers.rs`.
OPTIMIZERS = {
    "SGD": dict(lr=0.05, momentum=0.9, weight_decay=0.01),
    "Adam": dict(lr=0.01, amsgrad=True),
    "AdamW": dict(lr=0.01, weight_decay=0.1),
    "Adamax": dict(lr=0.01, betas=(0.8, 0.95)),
    "Adadelta": dict(lr=1.0, rho=0.95),
    "Adagrad": dict(lr=0.05, lr_decay=0.1),
    "RMSprop": dict(lr=0.01, momentum=0.9, centered=True),
}


def load_optimizer(optimizer, model, path):
    """Puts a state that nn-core wrote into an optimizer of the model."""
    names = {parameter: name for name, parameter in model.named_parameters()}
    order = [names[parameter] for group in optimizer.param_groups for parameter in group["params"]]
    state = {}
    for key, value in load_file(path).items():
        name, _, what = key.rpartition(".")
        state.setdefault(order.index(name), {})[what] = value.float() if what == "step" else value
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})


def optimizer_tensors(optimizer, model):
    """An optimizer's state under the names that nn-core reads."""
    names = {parameter: name for name, parameter in model.named_parameters()}
    return {
        f"{names[parameter]}.{what}": value
        for parameter, state in optimizer.state.items()
        for what, value in state.items()
        if value is not None
    }


def new_model():
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))


def train(model, optimizer, x, y):
    for _ in range(STEPS):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()


def values(prefix, tensors):
    return {f"{prefix}.{name}": value.detach().clone() for name, value in tensors.items()}


def write(folder):
    """For each optimizer: a model at the start, after some steps with the optimizer's state, and after some more."""
    for name, settings in OPTIMIZERS.items():
        torch.manual_seed(0)
        model, x, y = new_model(), torch.randn(5, 3), torch.randn(5, 2)
        optimizer = getattr(torch.optim, name)(model.parameters(), **settings)
        tensors = {"x": x, "y": y, **values("start", model.state_dict())}
        train(model, optimizer, x, y)
        tensors |= values("model", model.state_dict()) | values("optimizer", optimizer_tensors(optimizer, model))
        train(model, optimizer, x, y)
        save_file(tensors | values("end", model.state_dict()), folder / f"{name}.safetensors")


def check(folder):
    """Goes on from what our optimizers have written. Says whether they would have gone the same way."""
    agree = True
    for name, settings in OPTIMIZERS.items():
        data, end = load_file(folder / f"{name}.safetensors"), load_file(folder / f"{name}.end.safetensors")
        model = new_model()
        model.load_state_dict(load_file(folder / f"{name}.model.safetensors"))
        optimizer = getattr(torch.optim, name)(model.parameters(), **settings)
        load_optimizer(optimizer, model, folder / f"{name}.optimizer.safetensors")
        train(model, optimizer, data["x"], data["y"])
        difference = max((value - end[key]).abs().max().item() for key, value in model.state_dict().items())
        print(f"{name:10} here -> PyTorch  {difference:.1e}")
        agree = agree and difference <= TOLERANCE
    return agree


def ours(folder):
    cargo = ["cargo", "run", "--quiet", "--bin", "interop", "--", "optim", str(folder)]
    return subprocess.run(cargo, cwd=HERE.parent).returncode == 0


def main():
    if sys.argv[1:] == ["--fixtures"]:
        (HERE / "fixtures/optim").mkdir(exist_ok=True, parents=True)
        write(HERE / "fixtures/optim")
        return
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write(folder)
        agree = ours(folder) and check(folder)
    print("all agree" if agree else "there are differences above the tolerance, or errors")
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
