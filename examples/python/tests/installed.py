"""What `wheel.py` runs in the fresh environment: the package does what it says, and says what is wrong."""

import json
import sys
import threading

import nn_digits
import numpy as np


def refused(call, part):
    try:
        call()
    except (ValueError, TypeError) as error:
        assert part in str(error), error
        return
    raise AssertionError(f"not refused: {part}")


table = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
images, labels = (table[:, :64] / 16).astype(np.float32), table[:, 64].astype(np.int64)
train, test = slice(0, 1437), slice(1437, None)

model = nn_digits.Digits(seed=1)
turns = []
thread = threading.Thread(target=lambda: [turns.append(i) for i in range(3)])
thread.start()
losses = model.train(images[train], labels[train], epochs=10)
thread.join()
assert losses[-1] < losses[0] / 5, losses
scores = model.predict(images[test])
assert scores.shape == (360, 10) and scores.dtype == np.float32
assert np.allclose(scores.sum(1), 1, atol=1e-5)
right = (scores.argmax(1) == labels[test]).mean()
assert right > 0.85, right

# However an array lies in memory, it has the same elements.
turned = np.asfortranarray(images[test])
assert not turned.flags["C_CONTIGUOUS"] and np.array_equal(model.predict(turned), scores)
assert np.array_equal(model.predict(images[test][::2]), scores[::2]) or np.allclose(
    model.predict(images[test][::2]), scores[::2], atol=1e-6
)
assert model.predict(images[:0]).shape == (0, 10)

model.save("digits.safetensors")
assert np.array_equal(nn_digits.Digits.load("digits.safetensors").predict(images[test]), scores)

refused(lambda: model.predict(images[:, :63]), "[1797, 63], expected [n, 64]")
refused(lambda: model.predict(images.astype(np.float64)), "")
refused(lambda: model.predict(np.full((2, 64), np.nan, np.float32)), "image 0 has a pixel that is NaN")
refused(lambda: model.train(images, labels - 1), "a label is -1")
refused(lambda: nn_digits.Digits.load("no-such-file"), "cannot read no-such-file")

if len(sys.argv) > 2:
    given, expected = json.load(open(sys.argv[3]))
    found = nn_digits.Digits.load(sys.argv[2]).predict(np.array(given, np.float32))
    assert np.abs(found - np.array(expected)).max() < 1e-5
print(f"{right:.1%} of the digits that were held out are right")
