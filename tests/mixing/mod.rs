//! A tape and no tape, mixed in every place of every operation, layer and loss: what is on a tape stays on it, what a
//! parameter gave off the tape is refused there, and nothing becomes a constant without a word.

mod coverage;
mod layers;
mod losses;
mod operations;
mod world;
