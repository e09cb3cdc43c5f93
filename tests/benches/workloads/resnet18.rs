//! ResNet-18 for pictures of any size, and a thousand classes.

use nn_core::prelude::*;

/// Two convolutions, and a way around them.
#[derive(Module, Init)]
#[init(inputs: usize, outputs: usize, stride: usize)]
struct BasicBlock {
    #[init(Conv2d::spec(inputs, outputs, 3).stride(stride).padding(1).bias(false))]
    conv1: Conv2d,
    #[init(BatchNorm2d::spec(outputs))]
    bn1: BatchNorm2d,
    #[init(Conv2d::spec(outputs, outputs, 3).padding(1).bias(false))]
    conv2: Conv2d,
    #[init(BatchNorm2d::spec(outputs))]
    bn2: BatchNorm2d,
    #[init((stride > 1 || inputs != outputs).then(|| {
        (Conv2d::spec(inputs, outputs, 1).stride(stride).bias(false), BatchNorm2d::spec(outputs))
    }))]
    downsample: Option<(Conv2d, BatchNorm2d)>,
}

impl Forward<Tensor<4>> for BasicBlock {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.bn1.forward(self.conv1.forward(x.clone())).relu();
        let y = self.bn2.forward(self.conv2.forward(y));
        (y + self.downsample.forward(x)).relu()
    }
}

const SIZES: [[usize; 3]; 8] = [
    [64, 64, 1],
    [64, 64, 1],
    [64, 128, 2],
    [128, 128, 1],
    [128, 256, 2],
    [256, 256, 1],
    [256, 512, 2],
    [512, 512, 1],
];

#[derive(Module, Forward)]
pub(crate) struct ResNet18 {
    stem: (Conv2d, BatchNorm2d, Relu, MaxPool2d),
    blocks: Sequential<Vec<BasicBlock>>,
    head: (AdaptiveAvgPool2d, Flatten, Linear),
}

impl ResNet18 {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        let conv = Conv2d::spec(3, 64, 7).stride(2).padding(3).bias(false);
        let pool = MaxPool2d::spec(3).stride(2).padding(1);
        ResNet18 {
            stem: (conv, BatchNorm2d::spec(64), Relu, pool).init(rng),
            blocks: Sequential(
                SIZES.map(|[c, out, stride]| BasicBlock::spec(c, out, stride).init(rng)).into(),
            ),
            head: (AdaptiveAvgPool2d::spec(1), Flatten, Linear::spec(512, 1000)).init(rng),
        }
    }
}
