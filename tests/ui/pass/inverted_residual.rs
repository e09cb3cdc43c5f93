//! MobileNetV2's block: wide inside, narrow outside, with a way around it where the shapes are equal.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(inputs: usize, outputs: usize, stride: usize, expand: usize)]
struct InvertedResidual {
    #[init((expand > 1).then(|| (Conv2d::spec(inputs, inputs * expand, 1).bias(false), BatchNorm2d::spec(inputs * expand), Relu6)))]
    wider: Option<(Conv2d, BatchNorm2d, Relu6)>,
    #[init((
        Conv2d::spec(inputs * expand, inputs * expand, 3).stride(stride).padding(1).groups(inputs * expand).bias(false),
        BatchNorm2d::spec(inputs * expand),
        Relu6,
    ))]
    depthwise: (Conv2d, BatchNorm2d, Relu6),
    #[init((Conv2d::spec(inputs * expand, outputs, 1).bias(false), BatchNorm2d::spec(outputs)))]
    narrower: (Conv2d, BatchNorm2d),
    #[init(stride == 1 && inputs == outputs)]
    has_way_around: bool,
}

#[shapes]
impl Forward<Tensor<4>> for InvertedResidual {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let wide = self.wider.as_ref().map_or(x.clone(), |wider| wider.forward(x.clone()));
        let y = self.narrower.forward(self.depthwise.forward(wide));
        if self.has_way_around { y + x } else { y }
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(Conv2d::spec(3, 16, 3).stride(2).padding(1))]
    stem: Conv2d,
    #[init([
        InvertedResidual::spec(16, 16, 1, 1),
        InvertedResidual::spec(16, 24, 2, 6),
        InvertedResidual::spec(24, 24, 1, 6),
    ])]
    blocks: [InvertedResidual; 3],
    #[init(Linear::spec(24, 10))]
    head: Linear,
}

#[shapes(input = [3, 32, 32], output = [10])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let mut x = self.stem.forward(x);
        for block in &self.blocks {
            x = block.forward(x);
        }
        self.head.forward(x.mean_axis(3).mean_axis(2))
    }
}

fn main() {
    assert_shapes!(Net::init(&mut rng(0)), [2, 3, 32, 32] => [2, 10]);
}
