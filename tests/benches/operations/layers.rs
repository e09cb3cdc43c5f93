//! Products, recurrent layers, attention, norms, pools, tables and losses.

use std::hint::black_box;

use nn_core::ops::AttentionOptions;
use nn_core::prelude::*;

use super::{Bench, floats};

pub(crate) fn measure(bench: &mut Bench) {
    for (batch, inputs, outputs) in [(1, 1024, 1024), (32, 1024, 4096), (512, 1024, 1024)] {
        let name = format!("linear_{batch}x{inputs}x{outputs}");
        bench.layer(&name, [batch, inputs], |rng| Linear::new(inputs, outputs, rng));
    }
    let lstm = Lstm::spec(256, 256).num_layers(2).batch_first(true).init(&mut rng(0));
    bench.both("lstm2_256_20x35", [20, 35, 256], |x| lstm.forward(x).0);
    let gru = Gru::spec(256, 256).batch_first(true).init(&mut rng(0));
    bench.both("gru_256_20x35", [20, 35, 256], |x| gru.forward(x).0);
    let (k, v) = (floats(2, [4, 8, 256, 64]), floats(3, [4, 8, 256, 64]));
    for (name, is_causal) in [("attention_4x8x256x64", false), ("attention_causal_4x8x256x64", true)] {
        let options = AttentionOptions::new().is_causal(is_causal);
        bench.both(name, [4, 8, 256, 64], |q| q.scaled_dot_product_attention(&k, &v, &options));
    }
    let planes = [16, 64, 56, 56];
    bench.layer("layer_norm_4M", [4096, 1024], |_| LayerNorm::new([1024]));
    bench.layer("group_norm_64_56", planes, |_| GroupNorm::new(8, 64));
    bench.layer("batch_norm_64_56", planes, |_| BatchNorm2d::new(64));
    bench.layer("max_pool2_64_56", planes, |_| MaxPool2d::new(2));
    bench.layer("max_pool3s2_64_56", planes, |rng| MaxPool2d::spec(3).stride(2).padding(1).init(rng));
    bench.layer("avg_pool2_64_56", planes, |_| AvgPool2d::new(2));
    let labels = Tensor::from((0..1024).collect::<Vec<usize>>());
    bench.both("cross_entropy_1024x10000", [1024, 10_000], |x| x.cross_entropy(&labels));
    embedding(bench, "embedding_30000x256");
}

fn embedding(bench: &mut Bench, name: &str) {
    if !bench.wants(name) {
        return;
    }
    bench.done += 1;
    let layer = Embedding::new(30_000, 256, &mut rng(0));
    let ids = Tensor::<2, usize>::from_fn([32, 128], |[i, j]| (i * 7919 + j * 104_729) % 30_000);
    bench.report.time(name, "forward", 32, || {
        black_box(layer.forward(ids.clone()).as_slice());
    });
    bench.report.time(name, "both", 32, || {
        black_box(layer.forward(Tape::new(0).input(&ids)).sum().backward());
    });
}
