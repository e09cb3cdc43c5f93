//! Writes random models, each with a forward out of what `#[shapes]` follows, of which about half do not fit.
//!
//! `FORWARDS=4000` writes so many, and `FORWARDS_SEED=7` others.

mod dice;
mod inside;
mod model;
mod statements;

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use dice::Dice;

const WRITTEN: &str = "a string takes all that is written";

fn main() {
    let number = |name: &str, default: u64| {
        println!("cargo::rerun-if-env-changed={name}");
        env::var(name).map_or(default, |value| value.parse().expect("a number"))
    };
    println!("cargo::rerun-if-changed=build");
    let (count, seed) = (number("FORWARDS", 300), number("FORWARDS_SEED", 1));
    let (mut code, mut calls) = (String::new(), String::new());
    for i in 0..count {
        let mut dice = Dice::new(seed * 1_000_003 + i);
        let model = model::Model::random(&mut dice);
        model.write(&format!("Net{i}"), &mut code);
        model.call(&format!("Net{i}"), &mut calls);
    }
    writeln!(code, "pub fn all(agreement: &mut Agreement) {{\n{calls}}}").expect(WRITTEN);
    let folder = env::var("OUT_DIR").expect("cargo says where");
    fs::write(Path::new(&folder).join("forwards.rs"), code).expect("the folder can be written");
}
