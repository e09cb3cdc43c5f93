use silent_losses_dfdx::*;

fn main() {
    let mut net = layer();
    let before = values(&net);
    let best = net.clone();
    let loss = net.forward(scale().trace(net.alloc_grads())).mean();
    step(&mut net, loss);
    net = best;
    print_equal(&before, &values(&net));
}
