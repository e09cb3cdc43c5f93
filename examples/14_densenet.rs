//! DenseNet-121, declared in its struct: four blocks whose lists of layers are as long as `repeat` says, each layer with
//! more channels to read than the one before it.
//!
//! Huang et al., *Densely connected convolutional networks*, 2017, <https://arxiv.org/abs/1608.06993>, with the names of
//! torchvision's `state_dict()`, so that it loads. It is declared for images of 3×224×224, as it was made for, and trained
//! here on the handwritten digits, enlarged to 3×32×32.

use clap::Parser;
use examples::{Args, Training, enlarged};
use nn_core::prelude::*;

/// The channels that a layer adds.
const GROWTH: usize = 32;

/// A narrow convolution and a wide one, each behind its norm; what they make is put beside what they got.
#[derive(Module, Init)]
#[init(inputs: usize)]
pub struct DenseLayer {
    #[init(BatchNorm2d::spec(inputs))]
    norm1: BatchNorm2d,
    #[init(Conv2d::spec(inputs, 4 * GROWTH, 1).bias(false))]
    conv1: Conv2d,
    #[init(BatchNorm2d::spec(4 * GROWTH))]
    norm2: BatchNorm2d,
    #[init(Conv2d::spec(4 * GROWTH, GROWTH, 3).padding(1).bias(false))]
    conv2: Conv2d,
}

#[shapes]
impl Forward<Tensor<4>> for DenseLayer {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.conv1.forward(self.norm1.forward(x.clone()).relu());
        let new = self.conv2.forward(self.norm2.forward(y).relu());
        Tensor::concat(&[x, new], 1)
    }
}

/// `depth` layers, each of which reads what came in and what all layers before it have made.
#[derive(Module, Forward, Init)]
#[init(inputs: usize, depth: usize)]
pub struct DenseBlock {
    #[init(Sequential(repeat(depth, |i| DenseLayer::spec(inputs + i * GROWTH))))]
    #[module(flatten, with = from_one)]
    layers: Sequential<Vec<DenseLayer>>,
}

/// Paths as torchvision has them, `denselayer1` and so on, where those of a list would be `layers.0` and so on.
mod from_one {
    use super::*;

    fn name(index: usize) -> String {
        format!("denselayer{}", index + 1)
    }

    pub(super) fn visit(layers: &Sequential<Vec<DenseLayer>>, at: &Path<'_>, visit: &mut Visit<'_>) {
        for (i, layer) in layers.0.iter().enumerate() {
            layer.visit(&at.field(&name(i)), visit);
        }
    }

    pub(super) fn visit_mut(
        layers: &mut Sequential<Vec<DenseLayer>>,
        at: &Path<'_>,
        visit: &mut VisitMut<'_>,
    ) {
        for (i, layer) in layers.0.iter_mut().enumerate() {
            layer.visit_mut(&at.field(&name(i)), visit);
        }
    }
}

/// Between two blocks: half the channels, half the height and the width.
#[derive(Module, Forward, Init)]
#[init(inputs: usize)]
pub struct Transition {
    #[init(BatchNorm2d::spec(inputs))]
    norm: BatchNorm2d,
    #[init(Relu)]
    relu: Relu,
    #[init(Conv2d::spec(inputs, inputs / 2, 1).bias(false))]
    conv: Conv2d,
    #[init(AvgPool2d::spec(2))]
    pool: AvgPool2d,
}

/// Everything up to the classifier.
#[derive(Module, Forward, Init)]
pub struct Features {
    #[init(Conv2d::spec(3, 64, 7).stride(2).padding(3).bias(false))]
    conv0: Conv2d,
    #[init(BatchNorm2d::spec(64))]
    norm0: BatchNorm2d,
    #[init(Relu)]
    relu0: Relu,
    #[init(MaxPool2d::spec(3).stride(2).padding(1))]
    pool0: MaxPool2d,
    #[init(DenseBlock::spec(64, 6))]
    denseblock1: DenseBlock,
    #[init(Transition::spec(256))]
    transition1: Transition,
    #[init(DenseBlock::spec(128, 12))]
    denseblock2: DenseBlock,
    #[init(Transition::spec(512))]
    transition2: Transition,
    #[init(DenseBlock::spec(256, 24))]
    denseblock3: DenseBlock,
    #[init(Transition::spec(1024))]
    transition3: Transition,
    #[init(DenseBlock::spec(512, 16))]
    denseblock4: DenseBlock,
    #[init(BatchNorm2d::spec(1024))]
    norm5: BatchNorm2d,
}

/// For images of 3×224×224 and a thousand classes.
#[derive(Module, Forward, Init)]
#[forward(input = [3, 224, 224], output = [1000])]
pub struct DenseNet121 {
    #[init(Features::spec())]
    features: Features,
    #[init((Relu, AdaptiveAvgPool2d::spec(1), Flatten))]
    pool: (Relu, AdaptiveAvgPool2d, Flatten),
    #[init(Linear::to(1000))]
    classifier: Linear,
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let (train, test) = args.digits()?;
    // A quick run looks at a part, which is too little for the statistics of so many norms: it still guesses.
    let part = |digits: Dataset<2>| if args.quick { digits.split(0.2, 0).0 } else { digits };
    let (train, test) = (part(train).map(enlarged::<3>), part(test).map(enlarged::<3>));
    let mut model = DenseNet121::init(&mut rng(args.seed));
    let trace = model.trace([1, 3, 224, 224])?;
    let (parameters, multiply_adds) = (trace.num_parameters(), trace.multiply_adds() as f64 / 1e9);
    println!("{parameters} parameters, {multiply_adds:.2} G multiply-adds for an image of 3×224×224\n");
    args.load(&mut model)?;

    let training = Training { args: &args, epochs: args.epochs(5, 1), batch_size: 32 };
    let accuracy = training.fit(&mut model, &mut Adam::new(3e-4), &train, &test)?;
    args.save(&mut model)?;
    println!("14_densenet: {:.2} % of the held-out digits are right", 100.0 * accuracy);
    Ok(())
}
