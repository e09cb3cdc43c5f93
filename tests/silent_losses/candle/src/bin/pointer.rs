use silent_losses_candle::*;
use std::sync::Arc;

struct Net {
    layer: Arc<Linear>,
    head: Linear,
}

fn main() {
    let model = |vb: VarBuilder| Net { layer: Arc::new(layer(vb.pp("layer"))), head: layer(vb.pp("head")) };
    train(12, model, |net, x| net.head.forward(&net.layer.forward(&x)?));
}
