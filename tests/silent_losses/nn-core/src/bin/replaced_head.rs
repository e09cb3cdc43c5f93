use nn_core::prelude::*;
use silent_losses_nn_core::{input, layer, print_changed, values};

#[derive(Module)]
struct Net {
    layer: Linear,
    head: Linear,
}

fn main() {
    let mut net = Net { layer: layer(), head: layer() };
    let mut sgd = Sgd::new(0.1);
    net.head = layer();
    let before = values(&net.head);
    let loss = net.head.forward(net.layer.forward(input())).mean();
    sgd.step(&mut net, loss.backward()).expect("a step");
    print_changed(&before, &values(&net.head));
}
