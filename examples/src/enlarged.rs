//! Digits as pictures of the size that networks for images take.

use nn_core::prelude::*;

/// Digits of 8×8 pixels with each pixel as a square of 4×4, in `CHANNELS` equal channels: `[batch, 64]` to
/// `[batch, CHANNELS, 32, 32]`.
pub fn enlarged<const CHANNELS: usize>(digits: Tensor<2>) -> Tensor<4> {
    let (count, pixels) = (digits.shape()[0], digits.as_slice());
    Tensor::from_fn([count, CHANNELS, 32, 32], |[i, _, y, x]| pixels[64 * i + 8 * (y / 4) + x / 4])
}
