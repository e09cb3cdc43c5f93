use nn_core::prelude::*;
use silent_losses_nn_core::{layer, train};
use std::sync::{Arc, Mutex};

struct Cache {
    layer: Arc<Mutex<Linear>>,
}

#[derive(Module)]
struct Net {
    #[module(skip)]
    cache: Cache,
    head: Linear,
}

fn main() {
    let net = Net { cache: Cache { layer: Arc::new(Mutex::new(layer())) }, head: layer() };
    train(net, 12, |net, x| net.head.forward(net.cache.layer.lock().unwrap().forward(x)));
}
