//! A small network of linear layers on handwritten digits, by many processes.
//!
//! `mpirun -n 4 target/release/examples/mlp` ends with the same parameters as `target/release/examples/mlp`. Beside
//! the loop of one process there are three differences: `world.optimizer`, `world.gradients`, and `world.mean`.

mod shared;

use nn_core::collective::{Batch, World};
use nn_core::prelude::*;

fn main() -> nn_core::Result<()> {
    nn_mpi::run(train)
}

fn train(world: World) -> nn_core::Result<()> {
    let (train, test) = shared::digits()?;
    let mut model = (Linear::new(64, 32, &mut rng(7)), Relu, Linear::new(32, 10, &mut rng(8)));
    let mut adam = world.optimizer(Adam::new(1e-2), &mut model)?;
    let mut progress = Progress::new(7);
    while progress.epoch < 2 {
        for batch in Batch::epoch(train.len(), 64, &progress) {
            let (_, gradients) = world.gradients(&model, &batch, |shard| {
                let part = train.select(shard.samples());
                model.forward(shard.tape().input(part.inputs())).cross_entropy(part.labels())
            })?;
            adam.step(&mut model, gradients)?;
            progress.end_batch();
        }
        progress.end_epoch();
    }
    let accuracy = world.mean(test.len(), |samples| {
        let part = test.select(&samples.collect::<Vec<_>>());
        let classes = model.forward(part.inputs().clone()).argmax(1);
        classes.as_slice().iter().zip(part.labels().as_slice()).filter(|(a, b)| a == b).count() as f64
    })?;
    shared::report(&world, "mlp", &model, &format!("{:.2} % are right", 100.0 * accuracy));
    Ok(())
}
