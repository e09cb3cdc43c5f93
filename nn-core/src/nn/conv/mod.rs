//! `Conv1d` and `Conv2d`.

mod check;
mod conv1d;
mod conv2d;
mod layer;
mod settings;

pub use conv1d::{Conv1d, Conv1dSpec};
pub use conv2d::{Conv2d, Conv2dSpec};
