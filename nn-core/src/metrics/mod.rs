//! Figures of merit, and when to stop: plain values that a loop updates and asks.
//!
//! | | what it is | over |
//! |---|---|---|
//! | [`Mean`] | the mean of numbers, such as losses | samples |
//! | [`Accuracy`] | the share of right guesses | labels |
//! | [`TopK`] | the share of labels among the `k` highest scores | labels |
//! | [`ConfusionMatrix`] | which class was taken for which | labels |
//! | [`F1`] | precision, recall and F1 of each class, and their averages | labels |
//! | [`Perplexity`] | between how many classes the model hesitates | labels |
//! | [`EarlyStopping`] | whether a score still becomes better | |
//!
//! ```
//! use nn_core::metrics::{Accuracy, Mean};
//! use nn_core::prelude::*;
//!
//! # fn main() -> nn_core::Result<()> {
//! # let inputs = nn_core::init::normal([10, 4], 0.0, 1.0, &mut rng(0));
//! # let labels = inputs.clone().argmax(1);
//! # let test = Dataset::new(inputs, labels, 4)?;
//! # let model = Linear::new(4, 4, &mut rng(1));
//! let (mut accuracy, mut loss) = (Accuracy::new(), Mean::new());
//! for (inputs, labels) in test.batches_in_order(4) {
//!     let scores = model.forward(inputs);
//!     accuracy.update(&scores, &labels);
//!     loss.update(scores.cross_entropy(&labels).item(), labels.len());
//! }
//! println!("{:.1} % right, loss {:.3}", 100.0 * accuracy.value(), loss.value());
//! assert_eq!(accuracy.samples(), 10); // 4, 4 and 2
//! # Ok(())
//! # }
//! ```
//!
//! # What they take
//!
//! What the losses take: scores `[batch, classes]` with labels `[batch]`, scores `[batch, classes, d1, ..]` with labels
//! `[batch, d1, ..]`, and scores `[classes]` with one label, as [`CrossEntropyLoss`](crate::loss::CrossEntropyLoss) has
//! them. Logits and probabilities have the same order, so either will do. What has its classes last, as the scores of a
//! sequence `[batch, time, classes]`, is reshaped for the loss and for the metric alike: `scores.reshape([-1, classes])`
//! with `labels.flatten()`. Classes that were chosen otherwise, as by a threshold, go to `update_classes`.
//! A label of `ignore_index` does not count.
//!
//! # What they give
//!
//! **Each sample has the same weight**, whatever batch it is in: the mean of means over batches would give those of a smaller
//! last batch more. **The value of nothing is NaN**, which is printed, is no best score of [`Checkpoints`](crate::Checkpoints)
//! and no improvement for [`EarlyStopping`], where a 0 would look like a result.
//!
//! # Adding up
//!
//! Two of a kind are added by `+=`, as the parts of several threads; `reset` begins anew. Over the ranks of a
//! [`World`](crate::collective::World), [`merge`](crate::collective::World::merge) adds them up.

mod accuracy;
mod confusion_matrix;
mod early_stopping;
mod f1;
mod mean;
mod perplexity;
mod scores;
mod tally;
mod top_k;

pub use accuracy::Accuracy;
pub use confusion_matrix::ConfusionMatrix;
pub use early_stopping::{EarlyStopping, Mode};
pub use f1::{Average, ClassScores, F1};
pub use mean::Mean;
pub use perplexity::Perplexity;
pub use tally::Tally;
pub use top_k::TopK;
