use silent_losses_candle::*;

struct Net {
    layer: Linear,
    head: Linear,
}

fn main() {
    let model = |vb: VarBuilder| Net { layer: layer(vb.pp("head")), head: layer(vb.pp("head")) };
    train(12, model, |net, x| net.head.forward(&net.layer.forward(&x)?));
}
