//! What the tests share, and the README, whose programs are compiled as doc tests.

#[doc = include_str!("../../README.md")]
pub mod readme {}

pub mod parity;
