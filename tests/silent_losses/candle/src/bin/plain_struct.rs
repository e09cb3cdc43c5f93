use silent_losses_candle::*;
struct Block {
    layer: Linear,
}

struct Net {
    block: Block,
    head: Linear,
}

fn main() {
    let model = |vb: VarBuilder| Net {
        block: Block { layer: layer(vb.pp("block.layer")) },
        head: layer(vb.pp("head")),
    };
    train(12, model, |net, x| net.head.forward(&net.block.layer.forward(&x)?));
}
