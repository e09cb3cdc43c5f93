use silent_losses_candle::*;

struct Net {
    layers: Vec<Linear>,
    head: Linear,
}

fn main() {
    let model = |vb: VarBuilder| Net { layers: vec![layer(vb.pp("layers.0"))], head: layer(vb.pp("head")) };
    train(12, model, |net, x| net.head.forward(&net.layers[0].forward(&x)?));
}
