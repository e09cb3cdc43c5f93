"""Writes small files by numpy and pyarrow, for `tests/data/readers.rs`, which holds what is in them.

    python tests/interop/data.py        # with numpy and pyarrow
"""

import gzip
import struct
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = Path(__file__).parent / "fixtures" / "data"


def arrays():
    ramp = np.arange(24).reshape(2, 3, 4)
    yield "f4", ramp.astype("<f4") / 8
    yield "f8", ramp.astype("<f8") / 3
    yield "i8", ramp.astype("<i8") - 12
    yield "big", ramp.astype(">i4") - 12
    yield "big_f4", ramp.astype(">f4") / 8
    yield "u1", ramp.astype("u1") * 10
    yield "i2", ramp.astype("<i2") * -1000
    yield "u8", ramp.astype("<u8") * 2**53
    yield "bool", ramp % 3 == 0
    yield "fortran", np.asfortranarray(ramp.astype("<f4"))
    yield "scalar", np.float32(2.5)
    yield "empty", np.zeros((0, 5), "<f4")
    yield "half", ramp.astype("<f2")
    yield "text", np.array(["a", "bc"])
    yield "fields", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")])


def idx(array, kind):
    header = struct.pack(">BBBB", 0, 0, kind, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


def tables():
    columns = {
        "whole": pa.array([1, -2, 3, 4], pa.int64()),
        "small": pa.array([1, 2, 3, 250], pa.uint8()),
        "unsigned": pa.array([1, 2, 3, 4_000_000_000], pa.uint32()),
        "float": pa.array([0.5, -1.25, 3.0, 1e10], pa.float32()),
        "double": pa.array([0.1, 0.2, 0.3, float("nan")], pa.float64()),
        "truth": pa.array([True, False, True, True]),
        "kind": pa.array(["flat", "house", "flat", "villa é"]),
        "holes": pa.array([1.0, 2.0, None, 4.0], pa.float64()),
        "list": pa.array([[1], [2, 3], [], [4]], pa.list_(pa.int64())),
    }
    return pa.table(columns)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, array in arrays():
        np.save(FOLDER / f"{name}.npy", array)
    some = {name: array for name, array in arrays() if name in ("f4", "i8", "bool", "fortran")}
    np.savez(FOLDER / "plain.npz", **some)
    np.savez_compressed(FOLDER / "compressed.npz", **some)

    images = (np.arange(5 * 3 * 4).reshape(5, 3, 4) * 4).astype("u1")
    (FOLDER / "images.idx").write_bytes(idx(images, 0x08))
    (FOLDER / "images.idx.gz").write_bytes(gzip.compress(idx(images, 0x08), mtime=0))
    (FOLDER / "labels.idx").write_bytes(idx(np.array([3, 1, 4, 1, 5], "u1"), 0x08))
    (FOLDER / "floats.idx").write_bytes(idx(np.array([0.5, -2.0], "f4"), 0x0D))

    table = tables()
    for compression in ["none", "snappy", "gzip"]:
        pq.write_table(table, FOLDER / f"{compression}.parquet", compression=compression, row_group_size=3)
    pq.write_table(table.select(["whole"]), FOLDER / "zstd.parquet", compression="zstd")
    many = pa.table({"x": np.arange(5000) % 7, "y": np.arange(5000) / 4})
    pq.write_table(many, FOLDER / "many.parquet", data_page_version="2.0", data_page_size=2000)


main()
