use silent_losses_candle::*;

struct Net {
    scales: Vec<Tensor>,
    head: Linear,
}

fn main() {
    let model =
        |vb: VarBuilder| Net { scales: vec![vb.get(2, "scales.0").unwrap()], head: layer(vb.pp("head")) };
    train(8, model, |net, x| net.head.forward(&x.broadcast_mul(&net.scales[0])?));
}
