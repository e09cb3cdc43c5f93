use silent_losses_dfdx::*;

/// An encoder, the task and the probe.
fn main() {
    let mut net = (layer(), layer(), layer());
    let before = values(&net.2);
    let (h, tape) = net.0.forward(scale().trace(net.alloc_grads())).split_tape();
    let task = net.1.forward(h.clone().put_tape(tape));
    let loss = task.mean::<Rank0, _>() + net.2.forward(h).mean();
    step(&mut net, loss);
    print_changed(&before, &values(&net.2));
}
