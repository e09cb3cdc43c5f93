use silent_losses_candle::*;
use std::collections::HashMap;

struct Net {
    layers: HashMap<String, Linear>,
    head: Linear,
}

fn main() {
    let model = |vb: VarBuilder| Net {
        layers: HashMap::from([("a".to_owned(), layer(vb.pp("layers.a")))]),
        head: layer(vb.pp("head")),
    };
    train(12, model, |net, x| net.head.forward(&net.layers["a"].forward(&x)?));
}
