use silent_losses_dfdx::*;

fn main() {
    let mut net = (layer(), layer());
    let mut optimizer = Sgd::new(&net, SgdConfig::default());
    net.1 = layer();
    let before = values(&net.1);
    let loss = net.forward(scale().trace(net.alloc_grads())).mean();
    optimizer.update(&mut net, &loss.backward()).unwrap();
    print_changed(&before, &values(&net.1));
}
