"""Files as `torch.save` and `huggingface_hub` write them, each with what `torch.load` makes of it.

    python tests/interop/pytorch_files.py   # writes tests/interop/fixtures/pytorch, which `cargo test` reads

Needs torch, safetensors, numpy and huggingface_hub; made with PyTorch 2.8. `NAME.pt` is beside `NAME.safetensors`, which
holds the same tensors, contiguous; those in `refused` hold what is not read.
"""

import argparse
import io
import os
import pathlib
import pickle
import shutil
import struct
import tarfile
import zipfile

import torch
from huggingface_hub import save_torch_state_dict
from safetensors.torch import save_file
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent / "fixtures" / "pytorch"
OLD = {"_use_new_zipfile_serialization": False}


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)
        self.norm = nn.BatchNorm1d(width)
        self.register_buffer("positions", torch.arange(width))
        self.register_buffer("scratch", torch.zeros(2), persistent=False)
        self.register_parameter("absent", None)


class Net(nn.Module):
    """Blocks in a list, and a table that is the head as well."""

    def __init__(self, width=3, words=5):
        super().__init__()
        self.table = nn.Embedding(words, width)
        self.blocks = nn.ModuleList(Block(width) for _ in range(2))
        self.head = nn.Linear(width, words, bias=False)
        self.head.weight = self.table.weight


class Runs:
    """An object that runs a command where it is unpickled."""

    def __reduce__(self):
        return os.system, ("touch executed-by-a-pickle",)


def flat(value, path=()):
    """The tensors of nested dicts and lists, by the keys that lead to them."""
    if isinstance(value, torch.Tensor):
        return {".".join(path): value.detach().clone().contiguous()}
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else []
    return {name: tensor for key, item in items for name, tensor in flat(item, (*path, str(key))).items()}


def save(name, value, expected=None, **kwargs):
    torch.save(value, FOLDER / f"{name}.pt", **kwargs)
    loaded = torch.load(FOLDER / f"{name}.pt", weights_only=False) if expected is None else expected
    save_file(flat(loaded), FOLDER / f"{name}.safetensors")


def kinds():
    values = torch.tensor([0.0, -1.5, 65504.0, 1e-7, float("inf"), -0.0])
    floats = {str(t)[6:]: values.to(t) for t in (torch.float16, torch.bfloat16, torch.float32, torch.float64)}
    types = (torch.int64, torch.int32, torch.int16, torch.int8)
    signed = {str(t)[6:]: torch.tensor([[torch.iinfo(t).min, -1, 0], [1, 2, torch.iinfo(t).max]], dtype=t) for t in types}
    types = (torch.uint8, torch.uint16, torch.uint32)
    unsigned = {str(t)[6:]: torch.tensor([0, 1, torch.iinfo(t).max], dtype=t) for t in types}
    others = {"bool": torch.tensor([[True, False], [False, True]]), "scalar": torch.tensor(2.5), "empty": torch.zeros(2, 0, 3)}
    return {**floats, **signed, **unsigned, **others}


def views():
    """Tensors that are not laid out in a row, three of them in one storage."""
    base = torch.arange(24.0).reshape(2, 3, 4)
    images = torch.randn(2, 3, 4, 5)
    return {
        "transposed": base.transpose(0, 2),
        "permuted": base.permute(2, 0, 1),
        "sliced": base[:, 1:, ::2],
        "row": torch.arange(10)[7:],
        "column": torch.arange(12, dtype=torch.float16).reshape(3, 4)[:, 1],
        "expanded": torch.tensor([[1.0], [2.0]]).expand(2, 5),
        "expanded_scalar": torch.tensor(7).expand(3, 2),
        "channels_last": images.to(memory_format=torch.channels_last),
        "diagonal": torch.arange(9.0).reshape(3, 3).diagonal(),
        "windows": torch.arange(8.0).unfold(0, 4, 2),
        "mask": torch.ones(3, 3, dtype=torch.bool).tril().T,
        "parameter": nn.Parameter(torch.randn(4, 2).T),
    }


def checkpoint(net):
    adam = torch.optim.AdamW(net.parameters(), lr=1e-3)
    hidden = net.table(torch.tensor([0, 1, 2]))
    for block in net.blocks:
        hidden = block.norm(block.fc(hidden))
    net.head(hidden).square().sum().backward()
    adam.step()
    settings = argparse.Namespace(width=3, device=torch.device("cpu"), dtype=torch.float32, seed=2**80)
    return {"model": net.state_dict(), "optimizer": adam.state_dict(), "epoch": 3, "best": 0.5, "args": settings}


def save_as_tar(name, tensors):
    """The file as PyTorch wrote it before version 0.1.10; later ones read it only."""
    packed = lambda value: pickle.dumps(value, protocol=2)
    storages, table = packed(len(tensors)), packed(len(tensors))
    for i, tensor in enumerate(tensors.values()):
        kind = tensor.storage()._get_legacy_storage_class()
        storages += packed((100 + i, "cpu", kind)) + struct.pack("<q", len(tensor.storage()))
        storages += bytes(tensor.untyped_storage().tolist())
        table += packed((200 + i, 100 + i, torch.FloatTensor)) + struct.pack("<ii", tensor.dim(), 0)
        numbers = (*tensor.shape, *tensor.stride(), tensor.storage_offset())
        table += struct.pack(f"<{len(numbers)}q", *numbers)

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            return str(200 + value.place) if isinstance(value, Place) else None

    file = io.BytesIO()
    Pickler(file, protocol=2).dump({name: Place(i) for i, name in enumerate(tensors)})
    parts = {"sys_info": packed({"little_endian": True}), "storages": storages + packed([]), "tensors": table}
    with tarfile.open(FOLDER / f"{name}.pt", "w", format=tarfile.USTAR_FORMAT) as archive:
        for part, content in {**parts, "pickle": file.getvalue()}.items():
            entry = tarfile.TarInfo(part)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    save_file(flat(torch.load(FOLDER / f"{name}.pt", weights_only=False)), FOLDER / f"{name}.safetensors")


class Place:
    def __init__(self, place):
        self.place = place


def refused():
    folder = FOLDER / "refused"
    folder.mkdir()
    weights = {"w": torch.arange(3.0)}
    write = lambda name, value, **kwargs: torch.save(value, folder / f"{name}.pt", **kwargs)
    write("sparse", {"w": torch.eye(3).to_sparse()})
    write("complex", {"w": torch.ones(2, dtype=torch.complex64)})
    write("negative", {"w": torch.tensor([1.0 + 2.0j]).conj().imag})
    write("twice", {"model": weights, "average": weights})
    write("dots", {"a": {"b": torch.ones(1)}, "a.b": torch.zeros(1)})
    write("tensor", torch.ones(2))
    write("nothing", {"epoch": 3})
    write("expanded", {"w": torch.tensor(1.0).expand(1 << 20, 1 << 10)})
    write("expanded_old", {"w": torch.tensor(1.0).expand(1 << 20, 1 << 10)}, **OLD)
    (folder / "plain.pt").write_bytes(pickle.dumps({"w": [1.0, 2.0]}, protocol=2))

    def bomb(name, pickled):
        with zipfile.ZipFile(folder / f"{name}.pt", "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("archive/data.pkl", pickled)
            file.writestr("archive/version", "3\n")

    # A long name of a class, fetched ten thousand times; lists in lists, each twice the one before; and a pickle that
    # is a thousand times as long as the file.
    bomb("names", b"\x80\x02]q\x00(ctorch\n" + b"x" * 30_000 + b"\nq\x01" + b"h\x01" * 10_000 + b"e.")
    bomb("lists", b"\x80\x02]q\x00" + b"h\x00h\x00\x86q\x00" * 40 + b".")
    bomb("long", b"\x80\x02" + b"]" * (64 << 20) + b".")


def main():
    torch.manual_seed(0)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    net = Net()
    everything = checkpoint(net)
    save("kinds", kinds())
    save("kinds_old", kinds() | {"uint16": torch.zeros(1), "uint32": torch.zeros(1)}, **OLD)
    save("views", views())
    save("views_old", views(), **OLD)
    save("protocol_4", views(), pickle_protocol=4)
    save("state_dict", net.state_dict())
    save("state_dict_old", net.state_dict(), **OLD)
    save("whole", net, expected=net.state_dict())
    save("checkpoint", everything)
    save("runs", {"w": torch.arange(3.0), "x": Runs()}, expected={"w": torch.arange(3.0)})
    with zipfile.ZipFile(FOLDER / "state_dict.pt") as stored:
        with zipfile.ZipFile(FOLDER / "deflated.pt", "w", zipfile.ZIP_DEFLATED) as packed:
            for name in stored.namelist():
                packed.writestr(name, stored.read(name))
    shutil.copy(FOLDER / "state_dict.safetensors", FOLDER / "deflated.safetensors")
    save_as_tar("tar", {name: value.detach() for name, value in views().items()})
    refused()

    shards = FOLDER / "shards"
    shards.mkdir()
    save_torch_state_dict(net.state_dict(), str(shards), max_shard_size=150)
    save_file(flat(net.state_dict()), shards / "expected.safetensors")
    shutil.copytree(shards, FOLDER / "shards_of_pickles", ignore=shutil.ignore_patterns("*.safetensors*"))
    save_torch_state_dict(net.state_dict(), str(FOLDER / "shards_of_pickles"), max_shard_size=150, safe_serialization=False)
    print(sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file()), "bytes")


if __name__ == "__main__":
    main()
