use burn::module::Module;
use burn::nn::Linear;
use silent_losses_burn::{input, layer, print_equal, step, values};

#[derive(Module, Debug)]
struct Net {
    first: Linear,
    second: Linear,
}

fn main() {
    let shared = layer();
    let net = Net { first: shared.clone(), second: shared };
    let loss = net.second.forward(net.first.forward(input()).tanh()).mean();
    let net = step(net, loss);
    print_equal(&values(&net.first), &values(&net.second));
}
