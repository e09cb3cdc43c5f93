//! Functions of one element at a time, of two, and softmax.

use std::hint::black_box;

use nn_core::prelude::*;

use super::{Bench, floats};

/// A name and its function.
type Function = (&'static str, fn(Tensor<3>) -> Tensor<3>);

const BIG: [usize; 3] = [4, 1024, 1024];
const MATRIX: [usize; 2] = [4096, 1024];

pub(crate) fn measure(bench: &mut Bench) {
    let functions: [Function; 10] = [
        ("relu_4M", Tensor::relu),
        ("gelu_4M", Tensor::gelu),
        ("silu_4M", Tensor::silu),
        ("tanh_4M", Tensor::tanh),
        ("sigmoid_4M", Tensor::sigmoid),
        ("exp_4M", Tensor::exp),
        ("softplus_4M", |x| x.softplus(1.0, 20.0)),
        ("softmax_last_4M", |x| x.softmax(2)),
        ("softmax_middle_4M", |x| x.softmax(1)),
        ("log_softmax_last_4M", |x| x.log_softmax(2)),
    ];
    for (name, f) in functions {
        bench.both(name, BIG, f);
    }
    dropout(bench, "dropout_4M");
    let (row, column, other) = (floats(2, [1024]), floats(3, [4096, 1]), floats(4, MATRIX));
    bench.both("add_row_4M", MATRIX, |x| x + &row);
    bench.both("mul_column_4M", MATRIX, |x| x * &column);
    bench.both("add_4M", MATRIX, |x| x + &other);
    bench.both("chain_4M", MATRIX, |x| (x * 2.0 + &other).relu() * &row - &other);
}

/// Off a tape nothing is dropped: its forward is measured on one.
fn dropout(bench: &mut Bench, name: &str) {
    if !bench.wants(name) {
        return;
    }
    bench.done += 1;
    let x = floats(1, BIG);
    bench.report.time(name, "forward", BIG[0], || {
        black_box(Tape::new(0).input(&x).dropout(0.1).as_slice());
    });
    bench.report.time(name, "both", BIG[0], || {
        let x = Tape::new(0).input(&x).requires_grad();
        black_box(x.dropout(0.1).sum().backward());
    });
}
