use silent_losses_dfdx::*;

fn main() {
    let mut net = (layer(), layer());
    let h = net.0.forward(scale().trace(net.alloc_grads()));
    let loss = net.1.forward(h.clone()).mean();
    step(&mut net, loss);
    let before = values(&net.0);
    let loss = net.1.forward(h).mean();
    step(&mut net, loss);
    print_changed(&before, &values(&net.0));
}
