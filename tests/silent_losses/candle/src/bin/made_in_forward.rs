use silent_losses_candle::*;

struct Net<'a> {
    builder: VarBuilder<'a>,
    head: Linear,
}

fn main() {
    let model = |vb: VarBuilder<'static>| Net { head: layer(vb.pp("head")), builder: vb };
    train(12, model, |net, x| net.head.forward(&layer(net.builder.pp("layer")).forward(&x)?));
}
