use nn_core::prelude::*;
use silent_losses_nn_core::{input, layer, print_changed, step, values};

fn main() {
    let mut net = (layer(), layer());
    let h = net.0.forward(input());
    let loss = net.1.forward(h.clone()).mean();
    step(&mut net, loss);
    let before = values(&net.0);
    let loss = net.1.forward(h).mean();
    step(&mut net, loss);
    print_changed(&before, &values(&net.0));
}
