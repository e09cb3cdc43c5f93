//! Layers of many kinds in one list, some of which may be missing.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[init(c: usize, out: usize, k: usize)]
struct Cba(
    #[init(Conv2d::spec(c, out, k).padding(k / 2))] Conv2d,
    #[init(BatchNorm2d::spec(out))] BatchNorm2d,
    #[init(Relu6)] Relu6,
);

/// Wide inside, unless it is the first.
#[derive(Module, Init)]
#[init(c: usize, t: usize)]
struct Block {
    #[init(Layers::spec()
        .extend((t > 1).then(|| Cba::spec(c, t * c, 1)))
        .push(Cba::spec(t * c, t * c, 3))
        .push(Conv2d::spec(t * c, c, 1))
        .extend([BatchNorm2d::spec(c)]))]
    conv: Layers<Tensor<4>>,
    #[init(t > 1)]
    skip: bool,
}

#[shapes]
impl Forward<Tensor<4>> for Block {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        if self.skip { self.conv.forward(x.clone()) + x } else { self.conv.forward(x) }
    }
}

#[derive(Module, Forward, Init)]
#[forward(input = [3, 16, 16], output = [10])]
#[init(depth: usize)]
struct Net {
    #[init(Layers::spec()
        .push(Cba::spec(3, 8, 3))
        .extend(repeat(depth, |i| Block::spec(8, if i == 0 { 1 } else { 6 })))
        .push(MaxPool2d::spec(2)))]
    features: Layers<Tensor<4>>,
    #[init((Flatten, Linear::spec(512, 10)))]
    head: (Flatten, Linear),
}

fn main() {
    let net = Net::init(3, &mut rng(0));
    assert_eq!(net.features.len(), 5);
    assert_eq!(net.forward(Tensor::zeros([2, 3, 16, 16])).shape(), [2, 10]);
}
