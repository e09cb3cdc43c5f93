use silent_losses_candle::*;

struct Net {
    body: Box<dyn Fn(&Tensor) -> Result<Tensor>>,
    head: Linear,
}

fn main() {
    let model = |vb: VarBuilder| {
        let captured = layer(vb.pp("body"));
        Net { body: Box::new(move |x| captured.forward(x)), head: layer(vb.pp("head")) }
    };
    train(12, model, |net, x| net.head.forward(&(net.body)(&x)?));
}
