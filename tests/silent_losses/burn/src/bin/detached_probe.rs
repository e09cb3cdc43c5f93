use burn::module::Module;
use burn::nn::Linear;
use silent_losses_burn::{input, layer, print_changed, step, values};

#[derive(Module, Debug)]
struct Net {
    encoder: Linear,
    task: Linear,
    probe: Linear,
}

fn main() {
    let net = Net { encoder: layer(), task: layer(), probe: layer() };
    let before = values(&net.probe);
    let h = net.encoder.forward(input());
    let loss = net.task.forward(h.clone()).mean() + net.probe.forward(h.detach()).mean();
    let net = step(net, loss);
    print_changed(&before, &values(&net.probe));
}
