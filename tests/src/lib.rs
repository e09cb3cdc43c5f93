//! What the tests share, and the README, whose programs are compiled as doc tests.

pub mod fuzz;
pub mod gallery;
pub mod models;

pub mod interop;

pub mod kills;
pub mod logged;

pub mod optimizers;
pub mod ports;

pub mod runs;

#[doc = include_str!("../../README.md")]
pub mod readme {}

pub mod parity;
