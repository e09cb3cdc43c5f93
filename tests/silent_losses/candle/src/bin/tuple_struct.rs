use silent_losses_candle::*;

struct Net(Linear, Linear);

fn main() {
    let model = |vb: VarBuilder| Net(layer(vb.pp("0")), layer(vb.pp("1")));
    train(12, model, |net, x| net.1.forward(&net.0.forward(&x)?));
}
