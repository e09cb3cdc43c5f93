//! A U-Net of four levels, from 16 channels.

use nn_core::prelude::*;

/// Two convolutions of the same size, each with its norm.
#[derive(Module, Forward, Init)]
#[init(c: usize, out: usize)]
struct Twice {
    #[init((
        Conv2d::spec(c, out, 3).padding(1).bias(false), BatchNorm2d::spec(out), Relu,
        Conv2d::spec(out, out, 3).padding(1).bias(false), BatchNorm2d::spec(out), Relu,
    ))]
    layers: (Conv2d, BatchNorm2d, Relu, Conv2d, BatchNorm2d, Relu),
}

/// Twice the height and the width, beside what had them on the way down.
#[derive(Module, Init)]
#[init(c: usize)]
struct Up {
    #[init(ConvTranspose2d::spec(2 * c, c, 2).stride(2))]
    up: ConvTranspose2d,
    #[init(Twice::spec(2 * c, c))]
    join: Twice,
}

impl Up {
    fn forward(&self, x: Tensor<4>, beside: Tensor<4>) -> Tensor<4> {
        self.join.forward(Tensor::concat(&[beside, self.up.forward(x)], 1))
    }
}

#[derive(Module)]
pub(crate) struct UNet {
    top: Twice,
    down: Vec<(MaxPool2d, Twice)>,
    up: Vec<Up>,
    head: Conv2d,
}

impl UNet {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        UNet {
            top: Twice::spec(1, 16).init(rng),
            down: [16, 32, 64].map(|c| (MaxPool2d::spec(2), Twice::spec(c, 2 * c)).init(rng)).into(),
            up: [64, 32, 16].map(|c| Up::spec(c).init(rng)).into(),
            head: Conv2d::new(16, 1, 1, rng),
        }
    }
}

impl Forward<Tensor<4>> for UNet {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let (mut x, mut kept) = (self.top.forward(x), Vec::new());
        for down in &self.down {
            kept.push(x.clone());
            x = down.forward(x);
        }
        let x = self.up.iter().zip(kept.into_iter().rev()).fold(x, |x, (up, beside)| up.forward(x, beside));
        self.head.forward(x)
    }
}
