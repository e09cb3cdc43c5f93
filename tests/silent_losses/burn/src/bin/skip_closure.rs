use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::Tensor;
use silent_losses_burn::{layer, train};
use std::sync::Arc;

#[derive(Clone)]
struct Body(Arc<dyn Fn(Tensor<2>) -> Tensor<2> + Send + Sync>);

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Body")
    }
}

#[derive(Module, Debug)]
struct Net {
    #[module(skip)]
    body: Body,
    head: Linear,
}

fn main() {
    let captured = layer();
    let net = Net { body: Body(Arc::new(move |x| captured.forward(x))), head: layer() };
    train(net, 12, |net, x| net.head.forward((net.body.0)(x)));
}
