//! A plain value of a foreign type.

use nn_core::prelude::*;

use std::net::IpAddr;

#[derive(Module)]
struct Net {
    address: IpAddr,
    head: Linear,
}

fn main() {}
