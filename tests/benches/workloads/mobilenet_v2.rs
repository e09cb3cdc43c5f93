//! MobileNetV2 for pictures of any size, and a thousand classes.

use nn_core::prelude::*;

/// A convolution with its norm and its activation function.
type Cba = (Conv2d, BatchNorm2d, Relu6);

fn cba(c: usize, out: usize, k: usize, stride: usize, groups: usize) -> (Conv2dSpec, BatchNorm2dSpec, Relu6) {
    let conv = Conv2d::spec(c, out, k).stride(stride).padding(k / 2).groups(groups).bias(false);
    (conv, BatchNorm2d::spec(out), Relu6)
}

/// Wide inside, where each channel has a convolution of its own; a way around where the size stays.
#[derive(Module, Init)]
#[init(c: usize, out: usize, stride: usize, expand: usize)]
struct Inverted {
    #[init((expand > 1).then(|| cba(c, c * expand, 1, 1, 1)))]
    expand: Option<Cba>,
    #[init(cba(c * expand, c * expand, 3, stride, c * expand))]
    depthwise: Cba,
    #[init((Conv2d::spec(c * expand, out, 1).bias(false), BatchNorm2d::spec(out)))]
    project: (Conv2d, BatchNorm2d),
    #[init(stride == 1 && c == out)]
    around: bool,
}

impl Forward<Tensor<4>> for Inverted {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let inner = |x| self.project.forward(self.depthwise.forward(self.expand.forward(x)));
        if self.around { inner(x.clone()) + x } else { inner(x) }
    }
}

/// By how much a block is wider inside, its channels, how many there are, and the stride of the first.
const STAGES: [[usize; 4]; 7] = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
];

#[derive(Module, Forward)]
pub(crate) struct MobileNetV2 {
    stem: Cba,
    blocks: Sequential<Vec<Inverted>>,
    last: Cba,
    head: (AdaptiveAvgPool2d, Flatten, Linear),
}

impl MobileNetV2 {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        let stem = cba(3, 32, 3, 2, 1).init(rng);
        let (mut blocks, mut c) = (Vec::new(), 32);
        for [expand, out, n, stride] in STAGES {
            for i in 0..n {
                blocks.push(Inverted::spec(c, out, if i == 0 { stride } else { 1 }, expand).init(rng));
                c = out;
            }
        }
        MobileNetV2 {
            stem,
            blocks: Sequential(blocks),
            last: cba(c, 1280, 1, 1, 1).init(rng),
            head: (AdaptiveAvgPool2d::spec(1), Flatten, Linear::spec(1280, 1000)).init(rng),
        }
    }
}
