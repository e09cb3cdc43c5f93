//! Randomness: one generator for everything, so that a seed means the same on every machine.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

/// The generator of initial weights and shuffles, seeded: the same numbers on every machine and in every version
/// of this library that reads the same files.
///
/// ```
/// use nn_core::prelude::*;
///
/// let a = Linear::new(2, 2, &mut rng(7));
/// let b = Linear::new(2, 2, &mut rng(7));
/// assert_eq!(a.weight.value(), b.weight.value());
/// ```
pub fn rng(seed: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed)
}
