//! Losses with PyTorch's names, settings and defaults: as methods of tensors (`logits.cross_entropy(&labels)`,
//! `x.mse_loss(&y)`), and as values with settings (`CrossEntropyLoss::new().label_smoothing(0.1)`).

mod binary;
mod binary_with_logits;
mod by_row;
mod cross_entropy;
mod ctc;
mod divergence;
mod element_weight;
mod embedding;
mod likelihood;
mod margin;
mod multi_label;
mod multi_margin;
mod nll;
mod pointwise;
mod reduction;
mod regression;
mod rows;
mod triplet;

pub use binary::BceLoss;
pub use binary_with_logits::BceWithLogitsLoss;
pub use cross_entropy::{ClassTarget, CrossEntropyLoss};
pub use ctc::CtcLoss;
pub use divergence::KlDivLoss;
pub use embedding::CosineEmbeddingLoss;
pub use likelihood::{GaussianNllLoss, PoissonNllLoss};
pub use margin::{HingeEmbeddingLoss, MarginRankingLoss, SoftMarginLoss};
pub use multi_label::{MultiLabelMarginLoss, MultiLabelSoftMarginLoss};
pub use multi_margin::MultiMarginLoss;
pub use nll::NllLoss;
pub use reduction::Reduction;
pub use regression::{HuberLoss, L1Loss, MseLoss, SmoothL1Loss};
pub use rows::Labels;
pub(crate) use rows::{check_labels, rows};
pub use triplet::{TripletMarginLoss, TripletMarginWithDistanceLoss};
