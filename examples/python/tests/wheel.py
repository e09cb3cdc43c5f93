"""Builds the wheel, installs it into a fresh environment, and tries it there.

    python tests/wheel.py

Needs a Python of 3.10 or newer with `venv`, and a package index from which pip gets maturin and numpy; without them it says
so and does nothing, with exit code 77. With torch and safetensors in the Python that runs this, a file of theirs is loaded as
well.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77


def run(*command, **kwargs):
    subprocess.run([str(part) for part in command], check=True, **kwargs)


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def torch_file(folder):
    """A state dict of the same model, an input and the output, if torch is there."""
    try:
        import torch
        from safetensors.torch import save_file
    except ImportError:
        return None
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    save_file({f"net.{name}": value for name, value in net.state_dict().items()}, folder / "net.safetensors")
    images = torch.rand(3, 64)
    with torch.no_grad():
        return folder / "net.safetensors", [images.tolist(), net(images).softmax(1).tolist()]


def main():
    if sys.version_info < (3, 10):
        skip("needs Python 3.10")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        fresh, tools = folder / "fresh", folder / "tools"
        try:
            run(sys.executable, "-m", "venv", fresh)
            run(sys.executable, "-m", "venv", tools)
            run(tools / "bin/pip", "install", "--quiet", "maturin>=1.9,<2")
        except subprocess.CalledProcessError as error:
            skip(f"no fresh environment with maturin: {error}")
        run(tools / "bin/maturin", "build", "--out", folder / "wheels", *sys.argv[1:], cwd=HERE.parent)
        (wheel,) = (folder / "wheels").glob("*.whl")
        run(fresh / "bin/pip", "install", "--quiet", wheel)
        arguments = []
        if (made := torch_file(folder)) is not None:
            path, expected = made
            (folder / "expected.json").write_text(json.dumps(expected))
            arguments = [path, folder / "expected.json"]
        # In a folder of its own, so that nothing but what is installed is found.
        run(fresh / "bin/python", HERE / "installed.py", HERE / "../../data/digits.csv", *arguments, cwd=folder)
        print(f"{wheel.name} works in a fresh environment{'' if made else '; no torch, so no file of its own was tried'}")


if __name__ == "__main__":
    main()
