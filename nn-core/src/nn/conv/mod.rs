//! `Conv1d`, `Conv2d` and `Conv3d`.

mod check;
mod conv1d;
mod conv2d;
mod conv3d;
mod layer;
mod settings;

pub use conv1d::{Conv1d, Conv1dSpec, Conv1dTo};
pub use conv2d::{Conv2d, Conv2dSpec, Conv2dTo};
pub use conv3d::{Conv3d, Conv3dSpec, Conv3dTo};
