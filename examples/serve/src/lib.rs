//! The parts of the server: the model, the batches, and what is said over HTTP.

mod batcher;
mod model;
mod request;
mod routes;

pub use batcher::{Answer, Batcher, Full};
pub use model::{Digits, train};
pub use request::{PIXELS, pixels};
pub use routes::routes;
