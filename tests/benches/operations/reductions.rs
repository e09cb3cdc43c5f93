//! Sums, means, extremes, variances and running sums along an axis.

use super::Bench;

const MATRIX: [usize; 2] = [4096, 1024];

pub(crate) fn measure(bench: &mut Bench) {
    bench.both("sum_0_4M", MATRIX, |x| x.sum_axis(0));
    bench.both("sum_1_4M", MATRIX, |x| x.sum_axis(1));
    bench.both("mean_1_of_3_4M", [4, 1024, 1024], |x| x.mean_axis(1));
    bench.both("max_1_4M", MATRIX, |x| x.max_axis(1));
    bench.both("var_1_4M", MATRIX, |x| x.var_axis(1));
    bench.both("cumsum_1_4M", MATRIX, |x| x.cumsum(1));
}
