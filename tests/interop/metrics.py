"""Writes what scikit-learn and PyTorch say of random cases, for `tests/loops/`.

    python tests/interop/metrics.py

Made with scikit-learn 1.9 and PyTorch 2.8; writes `tests/interop/fixtures/metrics.json` and
`tests/interop/fixtures/average.json`.

Scores have few levels, so that many are equal; labels leave classes out. Of equal scores the lower class is the higher here, and
the higher class in scikit-learn's `top_k_accuracy_score`, which therefore gets the classes in reverse order.
"""

import copy
import json
import pathlib
import warnings

import numpy as np
import torch
from sklearn import metrics
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

warnings.filterwarnings("ignore")
FIXTURES = pathlib.Path(__file__).parent / "fixtures"


def averages(labels, guesses, every):
    out = {}
    for name, function in [
        ("precision", metrics.precision_score),
        ("recall", metrics.recall_score),
        ("f1", metrics.f1_score),
    ]:
        for average in ["macro", "micro", "weighted"]:
            out[f"{name}_{average}"] = float(function(labels, guesses, average=average, zero_division=0))
        out[name] = [float(x) for x in function(labels, guesses, labels=every, average=None, zero_division=0)]
    return out


def case(seed):
    rng = np.random.default_rng(seed)
    classes, samples = int(rng.integers(3, 12)), int(rng.integers(1, 60))
    levels = int(rng.integers(2, 40))
    scores = rng.integers(-levels, levels, (samples, classes)) / 4
    # Some classes never occur.
    occurring = rng.choice(classes, size=int(rng.integers(1, classes + 1)), replace=False)
    labels = rng.choice(occurring, size=samples)
    # In some cases, labels of one class do not count.
    ignored = int(rng.choice(occurring)) if seed % 3 == 0 and len(set(labels)) > 1 else None
    counted = np.ones(samples, bool) if ignored is None else labels != ignored
    x, y = scores[counted], labels[counted]
    guesses = x.argmax(1)
    every = list(range(classes))
    top = {
        k: float(metrics.top_k_accuracy_score(classes - 1 - y, x[:, ::-1], k=k, labels=every))
        for k in range(1, classes)
    }
    probabilities = torch.tensor(x, dtype=torch.float64).softmax(1).numpy()
    return {
        "classes": classes,
        "ignored": ignored,
        "scores": scores.tolist(),
        "labels": labels.tolist(),
        "accuracy": float(metrics.accuracy_score(y, guesses)),
        "top": [top[k] for k in range(1, classes)],
        "confusion": metrics.confusion_matrix(y, guesses, labels=every).tolist(),
        "perplexity": float(np.exp(metrics.log_loss(y, probabilities, labels=every))),
        **averages(y, guesses, every),
    }


def trajectory(name, use_buffers, make):
    """Ten updates of the average of a model whose tensors follow a fixed course."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    average = make(model)
    start = {name: value.tolist() for name, value in model.state_dict().items()}
    steps, averaged = [], []
    for step in range(10):
        with torch.no_grad():
            for i, tensor in enumerate([*model.parameters(), *model.buffers()]):
                change = torch.full_like(tensor, 1) if tensor.dtype == torch.long else torch.randn_like(tensor) / (i + 2)
                tensor.add_(change)
        average.update_parameters(model)
        steps.append({name: value.tolist() for name, value in model.state_dict().items()})
        averaged.append({name: value.tolist() for name, value in average.state_dict().items()})
    return {"name": name, "use_buffers": use_buffers, "start": start, "steps": steps, "averaged": averaged}


def warmed_up(average, value, n):
    decay = min(0.9, (1 + int(n)) / (10 + int(n)))
    return decay * average + (1 - decay) * value if average.is_floating_point() else value


def main():
    FIXTURES.joinpath("metrics.json").write_text(json.dumps([case(seed) for seed in range(60)]) + "\n")
    ema = get_ema_multi_avg_fn(0.9)
    runs = [
        trajectory("ema", False, lambda m: AveragedModel(m, multi_avg_fn=ema)),
        trajectory("ema", True, lambda m: AveragedModel(m, multi_avg_fn=ema, use_buffers=True)),
        trajectory("warmup", False, lambda m: AveragedModel(m, avg_fn=warmed_up)),
        trajectory("swa", False, lambda m: AveragedModel(m)),
    ]
    FIXTURES.joinpath("average.json").write_text(json.dumps(runs) + "\n")


main()
