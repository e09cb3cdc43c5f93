//! DenseNet's block, whose layers read all that was made before them, and Inception's, whose branches stand side by side.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(inputs: usize, growth: usize, depth: usize)]
struct Dense {
    #[init(repeat(depth, |i| (BatchNorm2d::spec(inputs + i * growth), Relu, Conv2d::spec(inputs + i * growth, growth, 3).padding(1))))]
    layers: Vec<(BatchNorm2d, Relu, Conv2d)>,
}

#[shapes]
impl Forward<Tensor<4>> for Dense {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let mut features = vec![x];
        for layer in &self.layers {
            let new = layer.forward(Tensor::concat(&features, 1));
            features.push(new);
        }
        Tensor::concat(&features, 1)
    }
}

#[derive(Module, Init)]
#[init(inputs: usize)]
struct Inception {
    #[init(repeat(3, |i| Conv2d::spec(inputs, 8 << i, 2 * i + 1).padding(i)))]
    branches: Vec<Conv2d>,
    #[init((MaxPool2d::spec(3).stride(1).padding(1), Conv2d::spec(inputs, 4, 1)))]
    pool: (MaxPool2d, Conv2d),
}

#[shapes]
impl Forward<Tensor<4>> for Inception {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let mut parts: Vec<_> = self.branches.iter().map(|branch| branch.forward(x.clone()).relu()).collect();
        let pooled = self.pool.0.forward(x);
        parts.push(self.pool.1.forward(pooled));
        Tensor::concat(&parts, 1)
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(Dense::spec(3, 12, 4))]
    dense: Dense,
    #[init(Inception::spec(3 + 4 * 12))]
    inception: Inception,
    #[init(Linear::spec(8 + 16 + 32 + 4, 10))]
    fc: Linear,
}

#[shapes(input = [3, 32, 32], output = [10])]
impl Forward<Tensor<4>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let x = self.inception.forward(self.dense.forward(x));
        let [batch, channels, height, width] = x.shape();
        self.fc.forward(x.reshape([batch, channels, height * width]).mean_axis(2))
    }
}

fn main() {
    assert_shapes!(Net::init(&mut rng(0)), [2, 3, 16, 16] => [2, 10]);
}
