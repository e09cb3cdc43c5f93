//! Many processes that train one model together, with the same bits as one.
//!
//! A program that trains by itself becomes one of many *ranks* by three calls: [`World::optimizer`] around its optimizer,
//! [`World::gradients`] in the place of forward and backward, and [`World::save`] for its checkpoints.
//!
//! ```
//! use nn_core::collective::{Batch, threads};
//! use nn_core::data::Dataset;
//! use nn_core::prelude::*;
//!
//! # fn main() -> nn_core::Result<()> {
//! let inputs = Tensor::from_fn([20, 2], |[i, j]| (i + j) as f32 / 20.0);
//! let data = Dataset::new(inputs, Tensor::from_fn([20], |[i]| i % 3), 3)?;
//! let train = |ranks| {
//!     threads(ranks, |world| {
//!         let mut model = (Linear::new(2, 8, &mut rng(7)), Dropout::new(0.1), Linear::new(8, 3, &mut rng(8)));
//!         let mut adam = world.optimizer(Adam::new(1e-3), &mut model)?;
//!         let mut progress = Progress::new(7);
//!         for batch in Batch::epoch(data.len(), 16, &progress) {
//!             let (_loss, mut gradients) = world.gradients(&model, &batch, |shard| {
//!                 let part = data.select(shard.samples());
//!                 model.forward(shard.tape().input(part.inputs())).cross_entropy(part.labels())
//!             })?;
//!             gradients.clip_grad_norm(1.0);
//!             adam.step(&mut model, gradients)?;
//!             progress.end_batch();
//!         }
//!         Ok(model.0.weight.value().clone().into_vec())
//!     })
//! };
//! let (alone, four) = (train(1)?, train(4)?);
//! assert!(four.iter().all(|weight| *weight == alone[0]));
//! # Ok(())
//! # }
//! ```
//!
//! # What is guaranteed
//!
//! - **The same bits for any number of ranks** that divides the [shards](World::with_shards), on one kind of processor: a batch
//!   is cut into a fixed number of shards, each draws from a seed of its own, and the gradients are summed as a tree of fixed
//!   shape. Another number of shards gives other bits.
//! - **A rank that differs is an error on all ranks**, before anything is summed: another parameter, shape, element type or
//!   order of fields, something else frozen, another setting of the optimizer, another batch. The error names the rank and the
//!   path or the setting.
//! - **A rank that is missing is an error on all others** that names it, within a [time limit](World::set_time_limit).
//! - **Nothing is repeated or padded**: the mean is weighted by samples, so that a smaller last batch is what it is.
//! - **Drift is found**: now and then the ranks compare a checksum of each parameter and buffer.
//!
//! Where the network is slow, [`World::overlapped_gradients`] in the place of `gradients` sums up while the backward pass goes on.
//!
//! Where the memory for what the optimizer remembers is short, [`World::sharded_optimizer`] takes the place of
//! [`World::optimizer`], and each rank keeps a part of it.
//!
//! [`threads`] runs the ranks as threads of one process, for tests; [`Alone`] is a world of one. A backend of one's own
//! implements [`Collective`], which carries bytes and knows nothing of models.
//!
//! Batch norms normalise each shard by itself, as PyTorch's `DistributedDataParallel` does each rank; with
//! [`World::synchronised_gradients`] in the place of `gradients` they take the statistics of the whole batch.
#![doc = include_str!("scaling.md")]

mod alone;
mod backend;
mod batch;
mod buckets;
mod bytes;
mod call;
mod digest;
mod fact;
mod flat;
mod gradients;
mod layout;
mod meeting;
mod metrics;
mod optimizer;
mod overlapped;
mod owners;
mod rendezvous;
mod report;
mod saving;
mod sharded;
mod steps;
mod synchronised;
#[cfg(test)]
mod tests;
mod threads;
mod tree;
mod updates;
mod world;

pub use alone::Alone;
pub use backend::{Collective, Header};
pub use batch::{Batch, Shard};
pub use optimizer::{Distributed, DistributedOptimizer};
pub use threads::threads;
pub use world::World;
