"""Writes crates of models: one struct of many fields, or many models in a file each."""

from pathlib import Path

from libraries import Library


def workspace(folder: Path, library: Library, packages: list[str]) -> None:
    """A workspace of empty crates that depend on `library`, so that they share its build."""
    members = ", ".join(f'"{package}"' for package in packages)
    write(folder / "Cargo.toml", f'[workspace]\nresolver = "3"\nmembers = [{members}]\n')
    for package in packages:
        manifest = f'[package]\nname = "{package}"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n'
        manifest += "".join(f"{name} = {source}\n" for name, source in library.dependencies.items())
        write(folder / package / "Cargo.toml", manifest)
        write(folder / package / "src/lib.rs", "")


def struct(library: Library, name: str, fields: dict[str, str]) -> str:
    body = "".join(f"    pub {field}: {ty},\n" for field, ty in fields.items())
    return f"#[allow(unused_imports)]\n{library.imports}\n\n#[derive({library.derives})]\npub struct {name} {{\n{body}}}\n"


def empty(source: Path, _library: Library, _size: int, turn: int) -> None:
    """A crate without a model, which changes by a line."""
    write(source / "lib.rs", f"pub const TURN: usize = {turn};\n")


def fields(source: Path, library: Library, size: int, turn: int) -> None:
    """One struct of `size` layers, the first of which has another name in every turn."""
    names = [f"turn{turn}", *(f"l{i}" for i in range(1, size))]
    write(source / "lib.rs", struct(library, "Net", dict.fromkeys(names, "Linear")))


def models(source: Path, library: Library, size: int, turn: int) -> None:
    """`size` models in a file each, the first of which has a field with another name in every turn."""
    write(source / "lib.rs", "".join(f"pub mod model{i};\n" for i in range(size)))
    for i in range(size):
        first = f"turn{turn}" if i == 0 else "stem"
        layers = {first: "Conv2d", "blocks": "Vec<Linear>", "norm": "LayerNorm", "drop": "Dropout"}
        write(source / f"model{i}.rs", struct(library, f"Model{i}", {**layers, "head": "Option<Linear>"}))


def write(path: Path, text: str) -> None:
    """Leaves a file alone whose text is the same: cargo goes by the time of the change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
