//! Convolutions of models as they are published.

use nn_core::prelude::*;

use super::Bench;

pub(crate) fn measure(bench: &mut Bench) {
    let conv = |inputs, outputs, kernel| Conv2d::spec(inputs, outputs, kernel);
    let all = [
        ("conv3x3_64_56", [8, 64, 56, 56], conv(64, 64, 3).padding(1)),
        ("conv3x3_256_14", [8, 256, 14, 14], conv(256, 256, 3).padding(1)),
        ("conv3x3_512_7_one", [1, 512, 7, 7], conv(512, 512, 3).padding(1)),
        ("conv3x3s2_64_56", [8, 64, 56, 56], conv(64, 128, 3).stride(2).padding(1)),
        ("conv7x7s2_3_224", [4, 3, 224, 224], conv(3, 64, 7).stride(2).padding(3)),
        ("conv7x7s2_3_32", [64, 3, 32, 32], conv(3, 32, 7).stride(2)),
        ("conv5x5_16_32", [32, 16, 32, 32], conv(16, 32, 5).padding(2)),
        ("conv3x3_1_28", [64, 1, 28, 28], conv(1, 32, 3).padding(1)),
        ("conv1x1_256_28", [8, 256, 28, 28], conv(256, 128, 1)),
        ("depthwise3x3_96_56", [8, 96, 56, 56], conv(96, 96, 3).padding(1).groups(96)),
        ("depthwise3x3s2_144_56", [8, 144, 56, 56], conv(144, 144, 3).stride(2).padding(1).groups(144)),
        ("grouped32_3x3_128_28", [8, 128, 28, 28], conv(128, 128, 3).padding(1).groups(32)),
    ];
    for (name, shape, spec) in all {
        bench.layer(name, shape, |rng| spec.init(rng));
    }
    bench.layer("conv1d5_300_56", [50, 300, 56], |rng| Conv1d::new(300, 100, 5, rng));
    let up = ConvTranspose2d::spec(64, 32, 2).stride(2);
    bench.layer("conv_transpose2x2s2_64_28", [8, 64, 28, 28], |rng| up.init(rng));
    let up = ConvTranspose2d::spec(128, 64, 4).stride(2).padding(1);
    bench.layer("conv_transpose4x4s2_128_16", [16, 128, 16, 16], |rng| up.init(rng));
    let volume = Conv3d::spec(16, 16, 3).padding(1);
    bench.layer("conv3d3_16_16", [4, 16, 16, 16, 16], |rng| volume.init(rng));
}
