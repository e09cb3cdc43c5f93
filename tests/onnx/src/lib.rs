//! Models and operations with inputs, as ONNX and with what they give here: for [`rten`], which the tests run, and for
//! `verify.py`, which runs ONNX Runtime.

mod case;
pub mod examples;
pub mod layers;
mod listed;
pub mod open;
pub mod operations;
mod reader;

pub use case::{BATCHES, Case, Run, case, case_of};
pub use listed::Listed;
pub use reader::Reader;

/// All cases.
pub fn cases() -> Vec<Case> {
    [examples::cases(), layers::cases(), operations::cases(), open::cases()].into_iter().flatten().collect()
}
