//! Training over MPI: many processes on one machine or on a cluster train one model, with the same bits as one process.
//!
//! ```no_run
//! use nn_core::collective::Batch;
//! use nn_core::data::digits;
//! use nn_core::prelude::*;
//!
//! fn main() -> nn_core::Result<()> {
//!     nn_mpi::run(|world| {
//!         let (train, _) = digits("digits.csv")?.split(0.8, 0);
//!         let mut model = (Linear::new(64, 32, &mut rng(7)), Relu, Linear::new(32, 10, &mut rng(8)));
//!         let mut adam = world.optimizer(Adam::new(1e-3), &mut model)?;
//!         let mut progress = Progress::new(7);
//!         for batch in Batch::epoch(train.len(), 64, &progress) {
//!             let (_loss, gradients) = world.gradients(&model, &batch, |shard| {
//!                 let part = train.select(shard.samples());
//!                 model.forward(shard.tape().input(part.inputs())).cross_entropy(part.labels())
//!             })?;
//!             adam.step(&mut model, gradients)?;
//!             progress.end_batch();
//!         }
//!         Ok(())
//!     })
//! }
//! ```
//!
//! ```sh
//! apt-get install libopenmpi-dev openmpi-bin   # or mpich libmpich-dev
//! cargo build --release
//! mpirun -n 4 target/release/program
//! ```
//!
//! Where the build ends with "Could not find MPI", the first of these lines is missing; on a cluster `module load openmpi`, or what
//! its manual says, takes its place. Where both Open MPI and MPICH are installed, `MPI_PKG_CONFIG=ompi` or `MPI_PKG_CONFIG=mpich`
//! chooses one when the program is built; take the `mpirun` of the same.
//!
//! Without `mpirun` the same program is a world of one rank. What the ranks do together, and what is guaranteed, stands in
//! [`nn_core::collective`]; a rank that panics, fails, exits, is killed or hangs ends the job with a message.
//!
//! Start one rank for each core or each group of cores, and say how many threads each takes, as by
//! `RAYON_NUM_THREADS=1`: ranks that share cores wait for each other.

mod launcher;
mod messages;
mod run;

pub use run::run;
