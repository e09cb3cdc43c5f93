//! Losses with PyTorch's names, settings and defaults: as methods of tensors (`logits.cross_entropy(&labels)`,
//! `x.mse_loss(&y)`), and as values with settings (`CrossEntropyLoss::new().label_smoothing(0.1)`).

mod cross_entropy;
mod pointwise;
mod reduction;
mod regression;
mod rows;

pub use cross_entropy::{ClassTarget, CrossEntropyLoss};
pub use reduction::Reduction;
pub use regression::{L1Loss, MseLoss, SmoothL1Loss};
pub use rows::Labels;
