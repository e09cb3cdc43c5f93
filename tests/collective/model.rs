//! A model whose gradients fill several buckets, and a training of it.

use nn_core::Result;
use nn_core::collective::{Batch, Distributed, Shard, World};
use nn_core::prelude::*;

/// 300 thousand parameters, of which some are frozen, some take part in the first shard of a batch alone, and some in none.
#[derive(Module)]
pub(crate) struct Net {
    first: Linear,
    norm: BatchNorm1d,
    hidden: (Relu, Linear),
    frozen: Linear,
    second: (Dropout, Relu, Linear),
    head: Linear,
    seldom: Param<1>,
    never: Param<1>,
}

impl Net {
    pub(crate) fn new() -> Self {
        let rng = &mut rng(7);
        let mut net = Net {
            first: Linear::new(4, 300, rng),
            norm: BatchNorm1d::new(300),
            hidden: (Relu, Linear::new(300, 500, rng)),
            frozen: Linear::new(4, 500, rng),
            second: (Dropout::new(0.2), Relu, Linear::new(500, 300, rng)),
            head: Linear::new(300, 3, rng),
            seldom: Param::new([0.5]),
            never: Param::new([0.25]),
        };
        net.frozen.freeze();
        net
    }

    pub(crate) fn loss(&self, shard: &Shard<'_>) -> Tensor<0> {
        let samples = shard.samples();
        let number = |[i, j]: [usize; 2]| ((samples[i] * 7 + j * 3) % 11) as f32 / 5.0 - 1.0;
        let x = shard.tape().input(Tensor::from_fn([samples.len(), 4], number));
        let h = self.first.forward(x.clone());
        // One sample has no variance.
        let h = if samples.len() > 1 { self.norm.forward(h) } else { h };
        let h = self.hidden.forward(h) + self.frozen.forward(x.clone());
        let scores = self.head.forward(self.second.forward(h));
        let loss = scores.cross_entropy(&Tensor::from_fn([samples.len()], |[i]| samples[i] % 3));
        if shard.number() == 0 { loss + (x * &self.seldom).sum() } else { loss }
    }
}

/// How a model is trained.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    OneAfterTheOther,
    Overlapped,
    Synchronised,
}

impl Way {
    pub(crate) fn gradients(self, world: &World, model: &Net, batch: &Batch) -> Result<(f64, Gradients)> {
        match self {
            Way::OneAfterTheOther => world.gradients(model, batch, |shard| model.loss(shard)),
            Way::Overlapped => world.overlapped_gradients(model, batch, |shard| model.loss(shard)),
            Way::Synchronised => world.synchronised_gradients(model, batch, |shard| model.loss(shard)),
        }
    }
}

/// Takes a few steps, and gives the bits of the losses and of the model. Each step adds up the gradients of two batches, of which
/// the last has fewer samples than there are shards.
pub(crate) fn train(world: &World, way: Way, sharded: bool) -> Result<Vec<u64>> {
    let mut model = Net::new();
    let mut adam: Box<dyn Distributed> = match sharded {
        true => Box::new(world.sharded_optimizer(Adam::new(1e-2), &mut model)?.check_every(1)),
        false => Box::new(world.optimizer(Adam::new(1e-2), &mut model)?.check_every(1)),
    };
    let mut bits = Vec::new();
    for (step, last) in [19, 24, 5].into_iter().enumerate() {
        let mut total = Gradients::new();
        for (part, len) in [24, last].into_iter().enumerate() {
            let samples: Vec<usize> = (step..step + 2 * len).step_by(2).collect();
            let batch = Batch::new(samples, 7, (2 * step + part) as u64);
            let (loss, gradients) = way.gradients(world, &model, &batch)?;
            total += gradients;
            bits.push(loss.to_bits());
        }
        total.scale(0.5);
        total.clip_grad_norm(0.5);
        adam.step(&mut model, total)?;
    }
    world.verify(&model)?;
    for (_, tensor) in model.state_dict().iter() {
        let floats = tensor.as_slice::<f32>().unwrap_or_default();
        bits.extend(floats.iter().map(|value| u64::from(value.to_bits())));
    }
    Ok(bits)
}
