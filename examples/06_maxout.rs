//! A maxout network: each feature is the largest of what several linear units give.
//!
//! Goodfellow et al., *Maxout networks*, 2013, <https://arxiv.org/abs/1302.4389>, with dropout as there. The units
//! stand in plain lists; how they are combined is the model's affair.

use clap::Parser;
use examples::{Args, Training};
use nn_core::prelude::*;

/// Two layers of units with dropout, and a last linear layer.
#[derive(Module)]
pub struct MaxoutNet {
    units1: Vec<Linear>,
    units2: Vec<Linear>,
    drop: Dropout,
    head: Linear,
}

impl MaxoutNet {
    /// For 64 pixels and ten classes: `width` features of `units` units each.
    pub fn new(width: usize, units: usize, rng: &mut impl Rng) -> Self {
        let mut list = |inputs| (0..units).map(|_| Linear::new(inputs, width, rng)).collect();
        let (units1, units2) = (list(64), list(width));
        MaxoutNet { units1, units2, drop: Dropout::new(0.3), head: Linear::new(width, 10, rng) }
    }
}

/// The largest of what the units give, feature by feature.
fn maxout(units: &[Linear], x: &Tensor<2>) -> Tensor<2> {
    let (first, rest) = units.split_first().expect("there is a unit");
    rest.iter().fold(first.forward(x.clone()), |most, unit| most.maximum(unit.forward(x.clone())))
}

impl Forward<Tensor<2>> for MaxoutNet {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = self.drop.forward(maxout(&self.units1, &x));
        let x = self.drop.forward(maxout(&self.units2, &x));
        self.head.forward(x)
    }
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = args.digits()?;
    let mut model = MaxoutNet::new(64, 4, &mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let training = Training { epochs: args.epochs(30, 3), batch_size: 64, seed: args.seed };
    let accuracy = training.fit(&mut model, &mut Adam::new(2e-3), &train, &test)?;
    args.save(&model)?;
    println!("06_maxout: {:.2} % of the held-out digits are right", 100.0 * accuracy);
    Ok(())
}
