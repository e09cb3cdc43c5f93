//! A layer without the generator of its first values.

use nn_core::prelude::*;

fn main() {
    Linear::new(2, 2);
}
