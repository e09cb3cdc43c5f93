use silent_losses_dfdx::*;

/// A critic and another head.
fn main() {
    let mut net = (layer(), layer());
    let before = values(&net.0);
    let x = scale();
    let gradient = net.0.forward(x.leaky_trace()).tanh().sum::<Rank0, _>().backward().get(&x);
    let loss = net.1.forward(scale().trace(net.alloc_grads())).mean::<Rank0, _>() + gradient.square().mean();
    step(&mut net, loss);
    print_changed(&before, &values(&net.0));
}
