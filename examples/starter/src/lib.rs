//! A model, its samples and its training.

mod model;
mod samples;
mod training;

pub use model::Net;
pub use samples::samples;
pub use training::{accuracy, train};
