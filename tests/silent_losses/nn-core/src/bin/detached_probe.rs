use nn_core::prelude::*;
use silent_losses_nn_core::{input, layer, print_changed, step, values};

#[derive(Module)]
struct Net {
    encoder: Linear,
    task: Linear,
    probe: Linear,
}

fn main() {
    let mut net = Net { encoder: layer(), task: layer(), probe: layer() };
    let before = values(&net.probe);
    let h = net.encoder.forward(input());
    let loss = net.task.forward(h.clone()).mean() + net.probe.forward(h.detach()).mean();
    step(&mut net, loss);
    print_changed(&before, &values(&net.probe));
}
