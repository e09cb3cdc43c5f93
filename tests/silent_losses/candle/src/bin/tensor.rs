use silent_losses_candle::*;

struct Net {
    scale: Tensor,
    head: Linear,
}

fn main() {
    let model = |vb: VarBuilder| Net {
        scale: Tensor::ones(2, DType::F32, &Device::Cpu).unwrap(),
        head: layer(vb.pp("head")),
    };
    train(8, model, |net, x| net.head.forward(&x.broadcast_mul(&net.scale)?));
}
