use burn::module::Module;
use burn::nn::Linear;
use silent_losses_burn::{input, layer, print_changed, step, values};

#[derive(Module, Debug)]
struct Net {
    layer: Linear,
    head: Linear,
}

fn main() {
    let net = Net { layer: layer(), head: layer() };
    let h = net.layer.forward(input());
    let loss = net.head.forward(h.clone()).mean();
    let net = step(net, loss);
    let before = values(&net.layer);
    let loss = net.head.forward(h).mean();
    let net = step(net, loss);
    print_changed(&before, &values(&net.layer));
}
