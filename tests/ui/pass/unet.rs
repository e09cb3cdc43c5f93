//! A U-Net whose levels are in lists: the skip connections are pushed on the way down and popped on the way up.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(channels: usize, depth: usize)]
struct UNet {
    #[init(Conv2d::spec(1, channels, 3).padding(1))]
    stem: Conv2d,
    #[init(repeat(depth, |i| (Conv2d::spec(channels << i, channels << (i + 1), 3).padding(1), Relu)))]
    down: Vec<(Conv2d, Relu)>,
    #[init(MaxPool2d::spec(2))]
    pool: MaxPool2d,
    #[init(Upsample::scale_factor([2.0, 2.0]))]
    upsample: Upsample<2>,
    #[init(repeat(depth, |i| (Conv2d::spec(3 * (channels << (depth - 1 - i)), channels << (depth - 1 - i), 3).padding(1), Relu)))]
    up: Vec<(Conv2d, Relu)>,
    #[init(Conv2d::spec(channels, 2, 1))]
    head: Conv2d,
}

#[shapes(spec = UNet::spec(8, 3), input = [1, 32, 48], output = [2, 32, 48])]
impl Forward<Tensor<4>> for UNet {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let mut x = self.stem.forward(x).relu();
        let mut skips = Vec::new();
        for (conv, relu) in &self.down {
            skips.push(x.clone());
            x = relu.forward(conv.forward(self.pool.forward(x)));
        }
        for block in &self.up {
            let skip = skips.pop().expect("a skip connection for each level");
            x = block.forward(Tensor::concat(&[self.upsample.forward(x), skip], 1));
        }
        self.head.forward(x)
    }
}

fn main() {
    let net = UNet::init(4, 2, &mut rng(0));
    assert_shapes!(net, [2, 1, 16, 8] => [2, 2, 16, 8]);
    let message = UNet::spec(4, 2).output_shape(nn_core::shape::Shape::new(&[1, 18, 8])).unwrap_err();
    assert!(message.as_str().starts_with("concat along axis 1: [batch, 16, 8, 4] does not fit part 1, [batch, 8, 9, 4]"));
}
