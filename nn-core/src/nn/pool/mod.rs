//! Pooling layers: `MaxPool1d`, `AvgPool1d`, `AdaptiveAvgPool1d`, `AdaptiveMaxPool1d`, `LpPool1d`, and those over images and volumes.

mod adaptive;
mod avg;
mod fractional;
mod fractional_size;
mod layer;
mod lp;
mod max;
mod options;
mod unpool;

pub use adaptive::{
    AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d, AdaptiveMaxPool1d, AdaptiveMaxPool2d,
    AdaptiveMaxPool3d,
};
pub use avg::{AvgPool1d, AvgPool2d, AvgPool3d};
pub use fractional::{FractionalMaxPool2d, FractionalMaxPool3d};
pub use lp::{LpPool1d, LpPool2d, LpPool3d};
pub use max::{MaxPool1d, MaxPool2d, MaxPool3d};
pub use unpool::{MaxUnpool1d, MaxUnpool2d, MaxUnpool3d};
