//! DenseNet: every layer sees what all layers before it in its block have made.
//!
//! Huang et al., *Densely connected convolutional networks*, 2017, <https://arxiv.org/abs/1608.06993>, small enough
//! for digits of 8×8 pixels. `make_dense` builds the layers of a block in a loop, each with more channels to read.

use clap::Parser;
use examples::{Args, Training};
use nn_core::prelude::*;

/// Norm, ReLU, convolution; what it makes is put beside what it got.
#[derive(Module, Init)]
#[init(channels: usize, growth: usize)]
pub struct DenseLayer {
    #[init(BatchNorm2d::spec(channels))]
    norm: BatchNorm2d,
    #[init(Conv2d::spec(channels, growth, 3).padding(1).bias(false))]
    conv: Conv2d,
}

#[shapes]
impl Forward<Tensor<4>> for DenseLayer {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let new = self.conv.forward(self.norm.forward(x.clone()).relu());
        Tensor::concat(&[x, new], 1)
    }
}

/// A block of `depth` layers, each of which adds `growth` channels.
fn make_dense(
    channels: usize,
    growth: usize,
    depth: usize,
    rng: &mut impl Rng,
) -> Sequential<Vec<DenseLayer>> {
    let mut layers = Vec::new();
    for i in 0..depth {
        layers.push(DenseLayer::init(channels + i * growth, growth, rng));
    }
    Sequential(layers)
}

/// Between two blocks: half the channels, half the height and the width.
type Transition = (BatchNorm2d, Relu, Conv2d, AvgPool2d);

/// Two dense blocks and what stands around them.
#[derive(Module)]
pub struct DenseNet {
    conv: Conv2d,
    dense1: Sequential<Vec<DenseLayer>>,
    transition: Transition,
    dense2: Sequential<Vec<DenseLayer>>,
    norm: BatchNorm2d,
    head: Linear,
}

impl DenseNet {
    /// For pictures of one channel and ten classes; each block has `depth` layers.
    pub fn new(growth: usize, depth: usize, rng: &mut impl Rng) -> Self {
        let start = 2 * growth;
        let first = start + depth * growth;
        let (half, second) = (first / 2, first / 2 + depth * growth);
        let narrow = Conv2d::spec(first, half, 1).bias(false);
        DenseNet {
            conv: Conv2d::spec(1, start, 3).padding(1).bias(false).init(rng),
            dense1: make_dense(start, growth, depth, rng),
            transition: (BatchNorm2d::new(first), Relu, narrow.init(rng), AvgPool2d::new(2)),
            dense2: make_dense(half, growth, depth, rng),
            norm: BatchNorm2d::new(second),
            head: Linear::new(second, 10, rng),
        }
    }
}

impl Forward<Tensor<4>> for DenseNet {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let x = self.transition.forward(self.dense1.forward(self.conv.forward(x)));
        let x = self.norm.forward(self.dense2.forward(x)).relu();
        self.head.forward(x.mean_axis(3).mean_axis(2))
    }
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = args.digits()?;
    let pictures = |x: Tensor<2>| x.clone().reshape([x.shape()[0], 1, 8, 8]);
    let (train, test) = (train.map(pictures), test.map(pictures));
    let mut model = DenseNet::new(12, 4, &mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(20, 2), batch_size: 64 };
    let accuracy = training.fit(&mut model, &mut Adam::new(3e-3), &train, &test)?;
    args.save(&mut model)?;
    println!("05_densenet: {:.2} % of the held-out digits are right", 100.0 * accuracy);
    Ok(())
}
