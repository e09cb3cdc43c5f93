//! What the processor allows at best: the products of a workload at the measured peak of products, and its memory traffic at
//! the measured bandwidth.

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::Instant;

use nn_core::prelude::*;
use nn_core::trace::Trace;
use rayon::prelude::*;

/// What a workload computes in one phase.
#[derive(Clone, Copy)]
pub(crate) struct Work {
    multiply_adds: f64,
    bytes: f64,
}

impl Work {
    /// Inference: each result is written once and read once, and each parameter read.
    pub(crate) fn of_forward(trace: &Trace) -> Self {
        let parameters = 4.0 * trace.num_parameters() as f64;
        let bytes = 2.0 * trace.result_bytes() as f64 + parameters;
        Work { multiply_adds: trace.multiply_adds() as f64, bytes }
    }

    /// A step: each product has two in the backward pass, which reads each result once more and writes and reads its
    /// gradient; each parameter is read twice by the passes, and it, its gradient and one number of the optimizer's are read
    /// and written.
    pub(crate) fn of_step(trace: &Trace) -> Self {
        let parameters = 4.0 * trace.num_parameters() as f64;
        let bytes = 5.0 * trace.result_bytes() as f64 + 8.0 * parameters;
        Work { multiply_adds: 3.0 * trace.multiply_adds() as f64, bytes }
    }
}

/// The peaks.
pub(crate) struct Limits {
    multiply_adds_per_second: f64,
    bytes_per_second: f64,
}

/// The peaks with the threads that were started, measured once.
pub(crate) fn get() -> &'static Limits {
    static LIMITS: OnceLock<Limits> = OnceLock::new();
    LIMITS.get_or_init(Limits::measure)
}

impl Limits {
    /// By the best of many products of 1024×1024 matrices, and of copies of 64 MiB.
    fn measure() -> Self {
        const SIZE: usize = 1024;
        let (a, b) = (Tensor::<2>::ones([SIZE, SIZE]), Tensor::<2>::ones([SIZE, SIZE]));
        let product = best(|| drop(black_box(a.clone().matmul(&b))));
        let (from, mut to) = (vec![1u8; 64 << 20], vec![0u8; 64 << 20]);
        let copy = best(|| {
            let parts = to.par_chunks_mut(1 << 20).zip(from.par_chunks(1 << 20));
            parts.for_each(|(to, from)| to.copy_from_slice(from));
            black_box(&mut to);
        });
        Limits {
            multiply_adds_per_second: (SIZE * SIZE * SIZE) as f64 / product,
            bytes_per_second: 2.0 * from.len() as f64 / copy,
        }
    }

    /// The milliseconds of the products and of the memory traffic.
    pub(crate) fn of(&self, work: Work) -> [f64; 2] {
        [work.multiply_adds / self.multiply_adds_per_second, work.bytes / self.bytes_per_second]
            .map(|seconds| seconds * 1e3)
    }

    /// Both peaks, for a reader.
    pub(crate) fn describe(&self) -> String {
        let [products, traffic] =
            [2.0 * self.multiply_adds_per_second, self.bytes_per_second].map(|x| x / 1e9);
        format!("{products:.1} GFLOP/s in products, {traffic:.1} GB/s in copies, read and written")
    }
}

fn best(mut f: impl FnMut()) -> f64 {
    let seconds = (0..40).map(|_| {
        let start = Instant::now();
        f();
        start.elapsed().as_secs_f64()
    });
    seconds.fold(f64::INFINITY, f64::min)
}
