//! A maxout network: each feature is the largest of what several linear units give.
//!
//! Goodfellow et al., *Maxout networks*, 2013, <https://arxiv.org/abs/1302.4389>, with dropout as there. The units
//! stand in plain lists; how they are combined is the model's affair.

use clap::Parser;
use examples::{Args, Training};
use nn_core::prelude::*;

/// Two layers of `width` features, each of so many units, with dropout, and a last linear layer: for 64 pixels and ten
/// classes.
#[derive(Module, Init)]
#[init(width: usize, units: usize)]
pub struct MaxoutNet {
    #[init(repeat(units, |_| Linear::spec(64, width)))]
    units1: Vec<Linear>,
    #[init(repeat(units, |_| Linear::spec(width, width)))]
    units2: Vec<Linear>,
    #[init(Dropout::spec(0.3))]
    drop: Dropout,
    #[init(Linear::spec(width, 10))]
    head: Linear,
}

#[shapes]
impl Forward<Tensor<2>> for MaxoutNet {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        // The largest of what the units give, feature by feature.
        let maxout = |units: &[Linear], x: Tensor<2>| {
            units
                .iter()
                .map(|unit| unit.forward(x.clone()))
                .reduce(|most, y| most.maximum(y))
                .expect("there is a unit")
        };
        let x = self.drop.forward(maxout(&self.units1, x));
        let x = self.drop.forward(maxout(&self.units2, x));
        self.head.forward(x)
    }
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = args.digits()?;
    let mut model = MaxoutNet::init(64, 4, &mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(30, 3), batch_size: 64 };
    let accuracy = training.fit(&mut model, &mut Adam::new(2e-3), &train, &test)?;
    args.save(&mut model)?;
    println!("06_maxout: {:.2} % of the held-out digits are right", 100.0 * accuracy);
    Ok(())
}
