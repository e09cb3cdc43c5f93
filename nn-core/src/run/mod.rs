//! Watching a run: a folder with its log, its settings and its checkpoints.
//!
//! A [`Run`] is a value that a loop writes to; the loop stays yours. Its folder holds
//!
//! | | |
//! |---|---|
//! | `settings.json` | the settings that it was opened with |
//! | `metrics.csv` | all numbers: a line of `step,tag,value` for each |
//! | `events.out.tfevents.*` | the same numbers, and histograms, images and the graph, for [TensorBoard](https://www.tensorflow.org/tensorboard) |
//! | `checkpoints` | the checkpoints, as [`Checkpoints`](crate::Checkpoints) writes them |
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use nn_core::data::Dataset;
//! use nn_core::prelude::*;
//! use nn_core::run::Run;
//!
//! # fn main() -> nn_core::Result<()> {
//! # let temporary = tempfile::tempdir().unwrap();
//! # let folder = temporary.path().join("runs/first");
//! let inputs = nn_core::init::normal([40, 3], 0.0, 1.0, &mut rng(0));
//! let labels = inputs.clone().argmax(1);
//! let train = Dataset::new(inputs, labels, 3)?;
//! let mut model = (Linear::new(3, 8, &mut rng(1)), Relu, Linear::new(8, 3, &mut rng(2)));
//! let (mut adam, mut progress) = (Adam::new(1e-2), Progress::new(7));
//!
//! let mut run = Run::open(&folder, &BTreeMap::from([("lr", 1e-2)]))?;
//! run.resume(&mut model, &mut adam, &mut progress)?; // a new folder changes nothing
//! run.graph(&model.trace([1, 3])?)?;
//! while progress.epoch < 3 {
//!     let batches = train.batches_at(8, progress.seed, progress.epoch);
//!     for (inputs, labels) in batches.skip(progress.batch) {
//!         let tape = Tape::at_step(progress.seed, progress.step);
//!         let loss = model.forward(tape.input(inputs)).cross_entropy(&labels);
//!         run.scalar("loss/train", progress.step, loss.item())?;
//!         adam.step(&mut model, loss.backward())?;
//!         progress.end_batch();
//!     }
//!     progress.end_epoch();
//!     run.weight_histograms(progress.step, &model)?;
//!     run.save(&model, &adam, &progress)?;
//! }
//! assert_eq!(run.scalars("loss/train")?.len(), 15);
//! # Ok(())
//! # }
//! ```
//!
//! `tensorboard --logdir runs` shows all runs below the folder `runs`, while they go on as well.
//!
//! # Stop and go on
//!
//! A program that is started again with the same folder goes on, and the table is then, byte for byte, that of a run that was
//! not interrupted: [`resume`](Run::resume) cuts the log to what it was at the checkpoint. So no step is there twice, and
//! what a killed program has written half is gone.
//!
//! # The table
//!
//! A line for each number, so that new tags need no new columns. In Python, with a column for each tag:
//!
//! ```python
//! pandas.read_csv("runs/first/metrics.csv").pivot(index="step", columns="tag", values="value")
//! ```
//!
//! [`read_metrics`] reads it here, and [`Run::scalars`] gives the numbers of one tag.

mod appended;
mod crc32c;
mod event;
mod events;
mod folder;
mod graph;
mod log;
mod metrics;
mod options;
mod picture;
mod settings;

pub use folder::Run;
pub use metrics::{Metric, read_metrics};
pub use options::RunOptions;
