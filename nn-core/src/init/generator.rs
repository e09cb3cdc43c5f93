//! The generator of random numbers.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

/// The generator of initial weights and shuffles, seeded: the same numbers on every machine.
///
/// ```
/// use nn_core::prelude::*;
///
/// let a = Linear::new(2, 2, &mut rng(7));
/// let b = Linear::new(2, 2, &mut rng(7));
/// assert_eq!(a.weight.value(), b.weight.value());
/// ```
pub fn rng(seed: u64) -> Generator {
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// The type of [`rng`]: xoshiro256++ of Blackman and Vigna.
pub type Generator = Xoshiro256PlusPlus;
