//! What a test starts: a network whose gradients fill several buckets. With `beside` they are summed up while the backward pass
//! goes on, with `behind` after it, and with `panic` behind that the second rank panics in the middle of a backward pass.

#[path = "../../examples/shared/mod.rs"]
mod shared;

use nn_core::collective::{Batch, Shard, World};
use nn_core::prelude::*;

fn main() -> nn_core::Result<()> {
    nn_mpi::run(train)
}

fn train(world: World) -> nn_core::Result<()> {
    let has = |word: &str| std::env::args().any(|argument| argument == word);
    let (beside, panics) = (has("beside"), has("panic") && world.rank() == 1);
    let (train, _) = shared::digits()?;
    let rng = &mut rng(7);
    let mut model = (
        (Linear::new(64, 500, rng), BatchNorm1d::new(500), Relu),
        (Linear::new(500, 500, rng), Dropout::new(0.1), Relu),
        Linear::new(500, 10, rng),
    );
    let mut adam = world.sharded_optimizer(Adam::new(1e-3), &mut model)?;
    for batch in Batch::epoch(train.len(), 64, &Progress::new(7)).take(6) {
        let loss_of = |shard: &Shard<'_>| {
            let part = train.select(shard.samples());
            let h = model.0.forward(shard.tape().input(part.inputs()));
            let h = if panics && shard.number() + 1 == world.shards() { unlucky(h) } else { h };
            model.2.forward(model.1.forward(h)).cross_entropy(part.labels())
        };
        let (_, mut gradients) = match beside {
            true => world.overlapped_gradients(&model, &batch, loss_of)?,
            false => world.gradients(&model, &batch, loss_of)?,
        };
        gradients.clip_grad_norm(1.0);
        adam.step(&mut model, gradients)?;
    }
    shared::report(&world, "overlapped", &model, "two buckets and more");
    Ok(())
}

/// The same tensor, through which no gradient goes back.
fn unlucky(x: Tensor<2>) -> Tensor<2> {
    let mut op = Op::named("unlucky");
    let _input = op.input(&x);
    op.finish(x.off_tape(), |_, _| {
        // Until the other rank waits for the next bucket.
        std::thread::sleep(std::time::Duration::from_millis(300));
        panic!("out of luck")
    })
}
