use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig, Linear};
use burn::tensor::Tensor;
use silent_losses_burn::{device, layer, print_equal, step, values};

#[derive(Module, Debug)]
struct Net {
    body: (Linear, BatchNorm),
    head: Linear,
}

fn main() {
    let body = (layer(), BatchNormConfig::new(2).init(&device())).freeze();
    let net = Net { body, head: layer() };
    let before = values(&net.body);
    let x = Tensor::<2>::from_floats([[1.0, 2.0], [3.0, 5.0]], &device());
    let loss = net.head.forward(net.body.1.forward(net.body.0.forward(x))).mean();
    let net = step(net, loss);
    print_equal(&before, &values(&net.body));
}
