use burn::module::Module;
use burn::nn::Linear;
use silent_losses_burn::{layer, train};
use std::sync::{Arc, Mutex};

#[derive(Clone, Debug)]
struct Cache {
    layer: Arc<Mutex<Linear>>,
}

#[derive(Module, Debug)]
struct Net {
    #[module(skip)]
    cache: Cache,
    head: Linear,
}

fn main() {
    let net = Net { cache: Cache { layer: Arc::new(Mutex::new(layer())) }, head: layer() };
    train(net, 12, |net, x| net.head.forward(net.cache.layer.lock().unwrap().forward(x)));
}
