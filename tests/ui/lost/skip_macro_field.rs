//! Skipping a layer in a struct that a macro writes.

use nn_core::prelude::*;

macro_rules! model {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[derive(Module)]
        struct $name {
            $(#[module(skip)] $field: $type,)*
        }
    };
}

model!(Net { layer: Linear });

fn main() {}
