//! What the numbered examples share: their arguments, their data, the training loop with its progress bar and its checkpoints, and an
//! error that ends a program with one clear sentence.

mod args;
mod bar;
mod enlarged;
mod failure;
mod guides;
mod keeping;
mod pictures;
mod run;
mod training;

pub use args::{Args, enough, hold_out};
pub use bar::Bar;
pub use enlarged::enlarged;
pub use failure::{Failure, Result};
pub use guides::GUIDES;
pub use pictures::{draw_confusion, draw_model};
pub use run::Run;
pub use training::{Training, accuracy, confusion, minimise};
