use silent_losses_candle::*;
struct Cell<T> {
    layer: Linear,
    size: T,
}

struct Net {
    cell: Cell<f32>,
    head: Linear,
}

fn main() {
    let model = |vb: VarBuilder| Net {
        cell: Cell { layer: layer(vb.pp("cell")), size: 2.0 },
        head: layer(vb.pp("head")),
    };
    train(12, model, |net, x| net.head.forward(&(net.cell.layer.forward(&x)? * f64::from(net.cell.size))?));
}
