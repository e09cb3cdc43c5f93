use nn_core::prelude::*;
use silent_losses_nn_core::{input, layer, print_changed, step, values};

#[derive(Module)]
struct Net {
    critic: Linear,
    head: Linear,
}

fn main() {
    let mut net = Net { critic: layer(), head: layer() };
    let before = values(&net.critic);
    let x = input().requires_grad();
    let gradient = net.critic.forward(x.clone()).tanh().sum().backward().wrt(&x).unwrap();
    let loss = net.head.forward(input()).mean() + gradient.powi(2).mean();
    step(&mut net, loss);
    print_changed(&before, &values(&net.critic));
}
