//! A model that is wrong by itself, inside of two others: it is told once, where it stands.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [8], output = [2])]
struct Inner {
    #[init(Linear::spec(8, 4))]
    first: Linear,
    #[init(Linear::spec(5, 2))]
    second: Linear,
}

#[derive(Module, Forward, Init)]
#[forward(input = [16], output = [2])]
struct Middle {
    #[init(Linear::to(8))]
    first: Linear,
    #[init(Inner::spec())]
    inner: Inner,
}

#[derive(Module, Forward, Init)]
#[forward(input = [3])]
struct Outer {
    #[init(Linear::to(16))]
    first: Linear,
    #[init((Relu, Middle::spec()))]
    middle: (Relu, Middle),
}

fn main() {}
