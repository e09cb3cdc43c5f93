//! One operation or layer at a time: `forward` off the tape, and `both`, the forward and the backward pass of its sum, with
//! gradients of the input and of the parameters. The sizes and names are those in which PyTorch is measured:
//! `cargo bench --bench operations -- --workloads sum_1_4M,permute_0213_4M --threads 2 --seconds 1 --out FILE`. With `--limits`
//! a plain copy of 4M elements is measured beside them.

mod convolutions;
mod elementwise;
#[path = "../harness/mod.rs"]
#[allow(dead_code, reason = "training steps are those of the other benchmark")]
mod harness;
mod layers;
mod rearranging;
mod reductions;

use std::hint::black_box;
use std::process::ExitCode;

use harness::{Args, Report, uniform};
use nn_core::prelude::*;

fn main() -> ExitCode {
    harness::end(run())
}

fn run() -> Result<(), String> {
    let args = Args::parse()?;
    harness::start(args.threads)?;
    let mut bench = Bench { report: Report::new(&args)?, wanted: args.workloads, done: 0 };
    convolutions::measure(&mut bench);
    layers::measure(&mut bench);
    elementwise::measure(&mut bench);
    reductions::measure(&mut bench);
    rearranging::measure(&mut bench);
    match bench.done {
        0 => Err("there is no operation of these names: see tests/benches/operations".to_owned()),
        _ => Ok(()),
    }
}

/// What is measured, and where it is written.
struct Bench {
    report: Report,
    wanted: Vec<String>,
    done: usize,
}

impl Bench {
    fn wants(&self, name: &str) -> bool {
        self.wanted[0] == "all" || self.wanted.iter().any(|wanted| wanted == name)
    }

    /// A function of one tensor.
    fn both<const N: usize, const M: usize>(
        &mut self,
        name: &str,
        shape: [usize; N],
        f: impl Fn(Tensor<N>) -> Tensor<M>,
    ) {
        if !self.wants(name) {
            return;
        }
        self.done += 1;
        let x = floats(1, shape);
        self.report.time(name, "forward", shape[0], || {
            // Looked at, since results that nobody looks at may wait to be computed.
            black_box(f(x.clone()).as_slice());
        });
        self.report.time(name, "both", shape[0], || {
            let x = Tape::new(0).input(&x).requires_grad();
            black_box(f(x).sum().backward());
        });
    }

    /// A layer, which is made only if it is wanted.
    fn layer<const N: usize, const M: usize, L: Forward<Tensor<N>, Output = Tensor<M>>>(
        &mut self,
        name: &str,
        shape: [usize; N],
        make: impl FnOnce(&mut nn_core::init::Generator) -> L,
    ) {
        if self.wants(name) {
            let layer = make(&mut rng(0));
            self.both(name, shape, |x| layer.forward(x));
        }
    }
}

fn floats<const N: usize>(seed: u64, shape: [usize; N]) -> Tensor<N> {
    Tensor::new(shape, uniform(seed, shape.iter().product()))
}
