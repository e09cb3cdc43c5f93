use burn::module::Module;
use burn::nn::{Embedding, EmbeddingConfig, Linear};
use silent_losses_burn::{device, input, layer, print_changed, step, values};

#[derive(Module, Debug)]
struct Net {
    layer: Linear,
    embedding: Embedding,
}

fn main() {
    let net = Net { layer: layer(), embedding: EmbeddingConfig::new(2, 2).init(&device()) };
    let before = values(&net.embedding);
    let h = net.layer.forward(input());
    let indices = h.clone().argmax(1);
    let row = 2 * indices.clone().into_scalar::<i64>() as usize;
    let loss = net.embedding.forward(indices).mean() + h.mean();
    let net = step(net, loss);
    print_changed(&before[row..row + 2], &values(&net.embedding)[row..row + 2]);
}
