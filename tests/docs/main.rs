//! What the documentation says in two places, and what it promises to be found.

mod features;
mod markdown;
mod names;
mod shared;
mod source;
mod torch_nn;
