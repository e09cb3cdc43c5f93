//! Handwritten digits behind a C interface, which `include/digits.h` declares.
//!
//! `cargo build --release` makes `libdigits.a` and `libdigits.so`, which a program in C is linked with: see `tests/program.c`,
//! which the test compiles and runs.

mod boundary;
mod error;
mod model;

pub use boundary::{digits_free, digits_load, digits_predict};
pub use error::digits_error;
pub use model::Digits;
