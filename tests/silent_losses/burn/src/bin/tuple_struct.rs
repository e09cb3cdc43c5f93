use burn::module::Module;
use burn::nn::Linear;
use silent_losses_burn::{layer, train};

#[derive(Module, Debug)]
struct Net(Linear, Linear);

fn main() {
    train(Net(layer(), layer()), 12, |net, x| net.1.forward(net.0.forward(x)));
}
