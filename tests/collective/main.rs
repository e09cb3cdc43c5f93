//! Many ranks: what is summed while the backward pass goes on, and messages that arrive in any order.

mod arrival;
mod model;
#[path = "../benches/network.rs"]
mod network;
mod overlapped;
mod unordered;
