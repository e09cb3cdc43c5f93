//! Other orders of axes, parts, padding and other sizes.

use std::hint::black_box;

use nn_core::ops::Interpolation;
use nn_core::prelude::*;
use rayon::prelude::*;

use super::Bench;

pub(crate) fn measure(bench: &mut Bench) {
    if bench.report.limits {
        copy(bench);
    }
    bench.both("permute_0213_4M", [8, 64, 128, 64], |x| x.permute([0, 2, 1, 3]));
    bench.both("transpose_4M", [2048, 2048], |x| x.transpose(0, 1));
    bench.both("nchw_nhwc_4M", [16, 64, 64, 64], |x| x.permute([0, 2, 3, 1]));
    bench.both("slice_concat_4M", [4096, 1024], |x| {
        Tensor::concat(&[x.clone().slice(1, ..512), x.slice(1, 512..)], 1)
    });
    bench.both("pad_4M", [16, 64, 64, 64], |x| x.pad([1, 1, 1, 1]));
    let up = Upsample::<2>::scale_factor([2.0; 2]).mode(Interpolation::Multilinear { align_corners: false });
    bench.both("interpolate2_1M", [16, 64, 32, 32], |x| up.forward(x));
}

/// What the others have for their limit: as many elements copied from one place to another.
fn copy(bench: &mut Bench) {
    let (from, mut to) = (vec![1.0f32; 4 << 20], vec![0.0f32; 4 << 20]);
    bench.report.time("copy_4M", "forward", 1, || {
        let parts = to.par_chunks_mut(256 << 10).zip(from.par_chunks(256 << 10));
        parts.for_each(|(to, from)| to.copy_from_slice(from));
        black_box(&mut to);
    });
}
