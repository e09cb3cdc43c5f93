"""Models as ONNX, by ONNX's checker and ONNX Runtime: what comes out is what came out in Rust.

    cargo run -p onnx-tests --bin write -- FOLDER
    python tests/onnx/verify.py FOLDER

needs `onnx`, `onnxruntime`, `safetensors` and `numpy`.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from safetensors import safe_open

TOLERANCE = 1e-5


def difference(got, want):
    """The largest difference of an element, in parts of the largest element if that is above 1."""
    if got.shape != want.shape:
        return np.inf
    got, want = got.astype(np.float64), want.astype(np.float64)
    finite = np.abs(want[np.isfinite(want)])
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    with np.errstate(invalid="ignore"):
        parts = np.where(same, 0.0, np.abs(got - want) / max(1.0, finite.max(initial=0.0)))
    return np.where(np.isnan(parts), np.inf, parts).max(initial=0.0)


def runs(path):
    """The name of a case, and for each run its tensors by their names."""
    with safe_open(path, framework="numpy") as file:
        tensors = {key: file.get_tensor(key) for key in file.keys()}
        name = file.metadata()["name"]
    by_run = {}
    for key, tensor in tensors.items():
        run, tensor_name = key.split("/", 1)
        by_run.setdefault(int(run), {})[tensor_name] = tensor
    return name, [by_run[run] for run in sorted(by_run)]


def verify(path):
    """The name of a case and its largest difference."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name, cases = runs(path.with_suffix(".safetensors"))
    largest = 0.0
    for tensors in cases:
        inputs = {i.name: tensors[i.name] for i in session.get_inputs()}
        names = [o.name for o in session.get_outputs()]
        for output, got in zip(names, session.run(names, inputs)):
            largest = max(largest, difference(got, tensors[output]))
    return name, largest, Counter(node.op_type for node in model.graph.node)


def main(folder):
    paths, failures, operators = sorted(Path(folder).glob("*.onnx")), [], Counter()
    largest = []
    for path in paths:
        try:
            name, distance, used = verify(path)
        except Exception as error:  # What the checker or the runtime refuses is a failure as any other.
            failures.append(f"{path.name}: {runs(path.with_suffix('.safetensors'))[0]}: {error}")
            continue
        operators += used
        largest.append((distance, name))
        if not distance <= TOLERANCE:
            failures.append(f"{path.name}: {name}: off by {distance:.1e}")
    for distance, name in sorted(largest, reverse=True)[:10]:
        print(f"{distance:.1e}  {name}")
    print(f"{len(paths)} models of {len(operators)} operators, {len(failures)} failures")
    print("\n".join(failures))
    return 1 if failures or not paths else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
