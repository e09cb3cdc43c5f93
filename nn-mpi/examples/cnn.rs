//! A convolutional network with batch norm and dropout on handwritten digits, by many processes.
//!
//! Each shard draws what it drops from a seed of its own, and the running statistics take the mean over the shards. It
//! stops when the loss grows no smaller, which all processes find at the same step, and clips by the norm of the global
//! gradients. With `--synchronised`, batch norms take the statistics of the whole batch.

mod shared;

use nn_core::collective::{Batch, Shard, World};
use nn_core::optim::{CosineAnnealingLr, Schedule};
use nn_core::prelude::*;

/// For pictures of 8×8 in one channel, and ten classes.
#[derive(Module, Forward, Init)]
#[forward(input = [1, 8, 8], output = [10])]
struct Cnn {
    #[init((Conv2d::spec(1, 8, 3).padding(1), BatchNorm2d::spec(8), Relu, MaxPool2d::spec(2)))]
    block1: (Conv2d, BatchNorm2d, Relu, MaxPool2d),
    #[init((Conv2d::spec(8, 16, 3).padding(1), BatchNorm2d::spec(16), Relu, Dropout::spec(0.2)))]
    block2: (Conv2d, BatchNorm2d, Relu, Dropout),
    #[init((Flatten, Linear::to(10)))]
    head: (Flatten, Linear),
}

fn main() -> nn_core::Result<()> {
    nn_mpi::run(train)
}

fn train(world: World) -> nn_core::Result<()> {
    let is_synchronised = std::env::args().any(|argument| argument == "--synchronised");
    let (train, _) = shared::digits()?;
    let pictures = train.len();
    let train = train.map(|x| x.reshape([pictures, 1, 8, 8]));
    let mut model = Cnn::init(&mut rng(7));
    let mut sgd = world.optimizer(Sgd::new(0.05).momentum(0.9), &mut model)?;
    let (mut progress, mut best, mut patience) = (Progress::new(7), f64::INFINITY, 10);
    while progress.epoch < 2 {
        for batch in Batch::epoch(train.len(), 64, &progress) {
            CosineAnnealingLr::new(46).apply(&mut sgd, progress.step);
            let loss_of = |shard: &Shard<'_>| {
                let part = train.select(shard.samples());
                model.forward(shard.tape().input(part.inputs())).cross_entropy(part.labels())
            };
            let (loss, mut gradients) = match is_synchronised {
                true => world.synchronised_gradients(&model, &batch, loss_of)?,
                false => world.gradients(&model, &batch, loss_of)?,
            };
            gradients.clip_grad_norm(1.0);
            sgd.step(&mut model, gradients)?;
            progress.end_batch();
            patience = if loss < best { 10 } else { patience - 1 };
            best = best.min(loss);
        }
        progress.end_epoch();
        if world.any(patience <= 0)? {
            break;
        }
    }
    shared::report(&world, "cnn", &model, &format!("the smallest loss was {best:.3}"));
    Ok(())
}
