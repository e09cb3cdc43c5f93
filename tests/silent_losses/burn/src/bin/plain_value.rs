use burn::module::Module;
use burn::nn::Linear;
use silent_losses_burn::{input, layer, numbers, print_changed, step};

#[derive(Module, Debug)]
struct Net {
    layer: Linear,
    head: Linear,
}

fn main() {
    let net = Net { layer: layer(), head: layer() };
    let before = numbers(net.layer.weight.val());
    let loss = net.head.forward(input()).mean() + net.layer.weight.val().square().mean();
    let net = step(net, loss);
    print_changed(&before, &numbers(net.layer.weight.val()));
}
