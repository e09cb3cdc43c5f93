use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig, Linear};
use burn::tensor::Tensor;
use silent_losses_burn::{device, layer, print_equal, step, values};

#[derive(Module, Debug)]
struct Net {
    norm: BatchNorm,
    head: Linear,
}

impl Net {
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.head.forward(self.norm.forward(x))
    }
}

fn main() {
    let net = Net { norm: BatchNormConfig::new(2).init(&device()), head: layer() };
    let x = Tensor::<2>::from_floats([[1.0, 2.0], [3.0, 5.0]], &device());
    let loss = net.forward(x.clone()).mean();
    let net = step(net, loss);
    let before = values(&net.norm);
    net.forward(x);
    print_equal(&before, &values(&net.norm));
}
