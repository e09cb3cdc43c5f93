use burn::module::Module;
use burn::nn::Linear;
use burn::optim::{GradientsParams, SgdConfig};
use silent_losses_burn::{input, layer, print_changed, values};

#[derive(Module, Debug)]
struct Net {
    layer: Linear,
    head: Linear,
}

fn main() {
    let mut net = Net { layer: layer(), head: layer() };
    let mut sgd = SgdConfig::new().init();
    net.head = layer();
    let before = values(&net.head);
    let loss = net.head.forward(net.layer.forward(input())).mean();
    let gradients = GradientsParams::from_grads(loss.backward(), &net);
    let net = sgd.step(0.1, net, gradients);
    print_changed(&before, &values(&net.head));
}
