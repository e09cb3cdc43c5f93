use nn_core::prelude::*;
use silent_losses_nn_core::{input, layer, print_changed, step, values};

#[derive(Module)]
struct Net {
    layer: Linear,
    embedding: Embedding,
}

fn main() {
    let mut net = Net { layer: layer(), embedding: Embedding::new(2, 2, &mut rng(0)) };
    let before = values(&net.embedding);
    let h = net.layer.forward(input());
    let indices = h.clone().argmax(1);
    let row = 2 * indices.as_slice()[0];
    let loss = net.embedding.forward(indices).mean() + h.mean();
    step(&mut net, loss);
    print_changed(&before[row..row + 2], &values(&net.embedding)[row..row + 2]);
}
