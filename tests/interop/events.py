"""What TensorBoard reads of a run, by its own reader.

`python tests/interop/events.py` lets the library write a run and compares what TensorBoard reads with
`fixtures/run/events.json`; with `--fixtures` it writes that file and the run beside it. It needs TensorBoard 2.21 and Pillow.
"""

import argparse
import io
import json
import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

FIXTURES = Path(__file__).parent / "fixtures" / "run"


def read(folder):
    """Everything that TensorBoard knows of a run; numbers as text, since JSON has no NaN."""
    events = EventAccumulator(str(folder), size_guidance={"scalars": 0, "histograms": 0, "images": 0})
    events.Reload()
    tags = events.Tags()
    histogram = lambda h: {
        "min": repr(h.min), "max": repr(h.max), "num": repr(h.num), "sum": repr(h.sum),
        "sum_squares": repr(h.sum_squares),
        "bucket_limit": [repr(limit) for limit in h.bucket_limit], "bucket": [repr(count) for count in h.bucket],
    }
    image = lambda i: {"width": i.width, "height": i.height, "png": i.encoded_image_string.hex()}
    node = lambda n: {
        "name": n.name, "op": n.op, "input": list(n.input),
        "shape": [d.size for d in n.attr["_output_shapes"].list.shape[0].dim],
    }
    of = lambda name, events, what: {tag: [[e.step, what(e)] for e in events(tag)] for tag in sorted(tags[name])}
    return {
        "scalars": of("scalars", events.Scalars, lambda e: repr(e.value)),
        "histograms": of("histograms", events.Histograms, lambda e: histogram(e.histogram_value)),
        "images": of("images", events.Images, image),
        "graph": [node(n) for n in events.Graph().node],
    }


def pixels(found):
    """The same with the pixels of the images: how a PNG is compressed depends on what else was compiled."""
    decoded = lambda png: list(Image.open(io.BytesIO(bytes.fromhex(png))).tobytes())
    of = lambda image: {**image, "png": decoded(image["png"])}
    images = {tag: [[step, of(image)] for step, image in events] for tag, events in found["images"].items()}
    return {**found, "images": images}


def write(folder):
    subprocess.run(["cargo", "run", "--quiet", "--bin", "logged", "--", str(folder)], check=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--fixtures", action="store_true", help="write the fixtures anew")
    if arguments.parse_args().fixtures:
        subprocess.run(["rm", "-rf", str(FIXTURES)], check=True)
        write(FIXTURES)
        subprocess.run(["rm", "-r", str(FIXTURES / "checkpoints")], check=True)
        found = read(FIXTURES)
        (FIXTURES / "events.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "run")
        found = pixels(read(Path(folder) / "run"))
    expected = pixels(json.loads((FIXTURES / "events.json").read_text()))
    for kind in expected:
        assert found[kind] == expected[kind], f"{kind}: TensorBoard reads {found[kind]}"
        print(f"{kind}: {len(expected[kind])} read back exactly")


if __name__ == "__main__":
    main()
