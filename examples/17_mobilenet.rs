//! MobileNetV2, at any width: blocks that are narrow outside and wide inside, where each channel has a convolution of its
//! own.
//!
//! Sandler et al., *MobileNetV2: inverted residuals and linear bottlenecks*, 2018, <https://arxiv.org/abs/1801.04381>, with
//! the names of torchvision's, so that its checkpoint loads, and with its initial values. Its lists hold layers of many
//! kinds, [`Layers`]: the first block has one layer less than the others. It is trained here on the handwritten digits,
//! enlarged to 3×32×32.

use clap::Parser;
use examples::{Args, Training, confusion, enlarged};
use nn_core::init::{FanMode, Nonlinearity};
use nn_core::prelude::*;

/// The nearest multiple of 8, but not less than nine tenths.
fn divisible(v: f64) -> usize {
    let n = ((v + 4.0) as usize / 8 * 8).max(8);
    if (n as f64) < 0.9 * v { n + 8 } else { n }
}

const KAIMING: Initial = Initial::kaiming_normal(FanMode::FanOut, Nonlinearity::RELU);

/// A convolution with its norm and its activation function.
fn cba(c: usize, out: usize, k: usize, stride: usize, groups: usize) -> (Conv2dSpec, BatchNorm2dSpec, Relu6) {
    let conv = Conv2d::spec(c, out, k).stride(stride).padding(k / 2).groups(groups).bias(false);
    (conv.weight_init(KAIMING), BatchNorm2d::spec(out), Relu6)
}

/// Layers, and a way around them where the shapes are equal.
#[derive(Module)]
pub struct InvertedResidual {
    conv: Layers<Tensor<4>>,
    skip: bool,
}

impl Forward<Tensor<4>> for InvertedResidual {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        if self.skip { self.conv.forward(x.clone()) + x } else { self.conv.forward(x) }
    }
}

/// For pictures of three channels.
#[derive(Module, Forward)]
pub struct MobileNetV2 {
    /// What finds the features of a picture.
    pub features: Layers<Tensor<4>>,
    pool: (AdaptiveAvgPool2d, Flatten),
    /// What tells the classes by the features.
    pub classifier: (Dropout, Linear),
}

impl MobileNetV2 {
    /// With initial values like torchvision's; `width` is a factor of the number of channels.
    pub fn new(classes: usize, width: f64, rng: &mut impl Rng) -> Self {
        let (mut c, last) = (divisible(32.0 * width), divisible(1280.0 * width.max(1.0)));
        let mut features = Layers::new();
        features.push(cba(3, c, 3, 2, 1).init(rng));
        let settings = [[16, 1, 1], [24, 2, 2], [32, 3, 2], [64, 4, 2], [96, 3, 1], [160, 3, 2], [320, 1, 1]];
        for [channels, n, s] in settings {
            for stride in [s, 1, 1, 1].into_iter().take(n) {
                // All blocks but the first are wide inside.
                let (out, t) = (divisible(channels as f64 * width), if features.len() == 1 { 1 } else { 6 });
                let mut conv = Layers::new();
                conv.extend((t > 1).then(|| cba(c, t * c, 1, 1, 1).init(rng)));
                conv.push(cba(t * c, t * c, 3, stride, t * c).init(rng));
                conv.push(Conv2d::spec(t * c, out, 1).bias(false).weight_init(KAIMING).init(rng));
                conv.push(BatchNorm2d::new(out));
                features.push(InvertedResidual { conv, skip: stride == 1 && c == out });
                c = out;
            }
        }
        features.push(cba(c, last, 1, 1, 1).init(rng));
        let linear = Linear::spec(last, classes).weight_init(Initial::normal(0.0, 0.01));
        let classifier = (Dropout::spec(0.2), linear.bias_init(Initial::zeros())).init(rng);
        MobileNetV2 { features, pool: (AdaptiveAvgPool2d::new(1), Flatten), classifier }
    }
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = args.digits()?;
    let (train, test) = (train.map(enlarged::<3>), test.map(enlarged::<3>));
    let train = if args.quick { train.split(0.3, 0).0 } else { train };
    let mut model = MobileNetV2::new(10, 0.35, &mut rng(args.seed));
    println!("{} parameters\n", model.num_parameters());
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(15, 1), batch_size: 32 };
    let accuracy = training.fit(&mut model, &mut Adam::new(2e-3), &train, &test)?;
    let confusion = confusion(&model, &test, &args.device);
    args.save(&mut model)?;
    println!("{confusion}\n{}", confusion.f1());
    println!("17_mobilenet: {:.2} % of the held-out digits are right", 100.0 * accuracy);
    Ok(())
}
