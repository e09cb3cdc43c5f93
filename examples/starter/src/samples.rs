//! What the model learns from: put your own data here, such as by `nn_core::data`.

use nn_core::init;
use nn_core::prelude::*;

/// Points from −1 to 1, and whether each is inside a circle.
///
/// # Errors
///
/// None here; data from files may be wrong.
pub fn samples(count: usize, seed: u64) -> nn_core::Result<Dataset<2>> {
    let points = init::uniform([count, 2], -1.0, 1.0, &mut rng(seed));
    let is_inside = |p: &[f32]| usize::from(p[0] * p[0] + p[1] * p[1] < 0.6);
    let inside = points.as_slice().chunks(2).map(is_inside).collect();
    Dataset::new(points, inside, 2)
}
