use silent_losses_candle::*;
use std::cell::RefCell;

struct Net {
    layer: RefCell<Linear>,
    head: Linear,
}

fn main() {
    let model =
        |vb: VarBuilder| Net { layer: RefCell::new(layer(vb.pp("layer"))), head: layer(vb.pp("head")) };
    train(12, model, |net, x| net.head.forward(&net.layer.borrow().forward(&x)?));
}
