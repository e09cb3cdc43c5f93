//! What the numbered examples share: their arguments, their data, the training loop with its progress bar, and an
//! error that ends a program with one clear sentence.

mod args;
mod enlarged;
mod failure;
mod progress;
mod training;

pub use args::{Args, enough, hold_out};
pub use enlarged::enlarged;
pub use failure::{Failure, Result};
pub use progress::Progress;
pub use training::{Training, accuracy, minimise};
