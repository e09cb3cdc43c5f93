use nn_core::ndarray::array;
use nn_core::prelude::*;
use silent_losses_nn_core::{layer, print_equal, step, values};

#[derive(Module)]
struct Net {
    body: Frozen<(Linear, BatchNorm1d)>,
    head: Linear,
}

fn main() {
    let mut net = Net { body: Frozen::new((layer(), BatchNorm1d::new(2))), head: layer() };
    let before = values(&net.body);
    let x = Tape::new(0).input(Tensor::from(array![[1.0, 2.0], [3.0, 5.0]]));
    let loss = net.head.forward(net.body.forward(x)).mean();
    step(&mut net, loss);
    print_equal(&before, &values(&net.body));
}
