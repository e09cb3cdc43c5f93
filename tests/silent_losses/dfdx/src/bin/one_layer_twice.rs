use silent_losses_dfdx::*;

fn main() {
    let shared = layer();
    let mut net = (shared.clone(), modules::Tanh, shared);
    let loss = net.forward(scale().trace(net.alloc_grads())).mean();
    step(&mut net, loss);
    print_equal(&values(&net.0), &values(&net.2));
}
