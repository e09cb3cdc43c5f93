use silent_losses_dfdx::*;

fn main() {
    let mut net = (layer(), layer());
    let before = net.0.weight.as_vec();
    let head = net.1.forward(scale().trace(net.alloc_grads())).mean::<Rank0, _>();
    let loss = head + net.0.weight.clone().square().mean();
    step(&mut net, loss);
    print_changed(&before, &net.0.weight.as_vec());
}
