//! Pooling layers: `MaxPool1d`, `AvgPool1d`, `AdaptiveAvgPool1d`, `AdaptiveMaxPool1d`, and those over images.

mod adaptive;
mod avg;
mod layer;
mod max;
mod options;

pub use adaptive::{AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d, AdaptiveMaxPool2d};
pub use avg::{AvgPool1d, AvgPool2d};
pub use max::{MaxPool1d, MaxPool2d};
