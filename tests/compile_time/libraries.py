"""The libraries that are compared, and how the same models are written with each of them."""

import pathlib
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Library(NamedTuple):
    name: str
    dependencies: dict[str, str]  # as in a Cargo.toml
    imports: str = ""
    derives: str = ""


NN_CORE = {"nn-core": f'{{ path = "{ROOT / "nn-core"}" }}'}
BURN = {"burn": '"=0.22.1"'}
BURN_IMPORTS = "use burn::{module::Module, nn::{Dropout, LayerNorm, Linear, conv::Conv2d}};"

# What is checked again after a change. The last has the same structs without a derive of `Module`.
CHECKED = [
    Library("nn-core", NN_CORE, "use nn_core::prelude::*;", "Module, Debug"),
    Library("burn 0.22.1", BURN, BURN_IMPORTS, "Module, Debug"),
    Library("no derive", NN_CORE, "use nn_core::prelude::*;", "Debug"),
]

# What is built from nothing. Burn's default features have no backend, so that nothing can run on them.
BUILT = [
    Library("nn-core", NN_CORE),
    Library("burn 0.22.1", BURN),
    Library("burn 0.22.1, with `flex`", {"burn": '{ version = "=0.22.1", features = ["flex"] }'}),
    Library("candle-core, candle-nn 0.11.1", {"candle-core": '"=0.11.1"', "candle-nn": '"=0.11.1"'}),
    Library("dfdx 0.13.0", {"dfdx": '"=0.13.0"'}),
]
