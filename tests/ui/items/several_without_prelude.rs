//! Nothing is imported: each name that nobody knows is reported.
//!
//! 2 mistakes.

#[derive(Module)]
struct Net {
    layer: Linear,
}

fn main() {}
