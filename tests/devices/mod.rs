//! Models on a device: the host's bits, and how often elements travel.

mod checkpoints;
mod clipping;
mod elements;
mod layers;
mod mismatches;
#[path = "../benches/workloads/models.rs"]
mod models;
mod step;
mod workloads;
