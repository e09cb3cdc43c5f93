use nn_core::prelude::*;
use silent_losses_nn_core::{input, layer, print_changed, step, values};

#[derive(Module)]
struct Net {
    layer: Linear,
    head: Linear,
}

fn main() {
    let mut net = Net { layer: layer(), head: layer() };
    let before = values(&net.layer.weight);
    let loss = net.head.forward(input()).mean() + net.layer.weight.value().clone().powi(2).mean();
    step(&mut net, loss);
    print_changed(&before, &values(&net.layer.weight));
}
