//! The generator of random numbers.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

use crate::autodiff::mix;

/// The generator of initial weights and shuffles, seeded: the same numbers on every machine.
///
/// ```
/// use nn_core::prelude::*;
///
/// let a = Linear::new(2, 2, &mut rng(7));
/// let b = Linear::new(2, 2, &mut rng(7));
/// assert_eq!(a.weight.value(), b.weight.value());
/// ```
#[doc(alias = "manual_seed")]
pub fn rng(seed: u64) -> Generator {
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// The generator for one step or epoch of a run: for each seed and number another, whatever was drawn before. A run that
/// takes all that is random from the seed and the number of the step can begin again in its middle; a generator that
/// lives on from step to step cannot.
///
/// The two numbers are mixed by SplitMix64, so that neighbours have nothing in common. [`Tape::at_step`](crate::Tape) and
/// [`Dataset::batches_at`](crate::data::Dataset::batches_at) draw from the same seed.
///
/// ```
/// use nn_core::init;
/// use nn_core::prelude::*;
///
/// let noise = |step| init::normal([3], 0.0, 1.0, &mut rng_at(7, step));
/// assert_eq!(noise(100), noise(100));
/// assert_ne!(noise(100), noise(101));
/// ```
pub fn rng_at(seed: u64, number: u64) -> Generator {
    rng(mix(seed, number))
}

/// The type of [`rng`]: xoshiro256++ of Blackman and Vigna.
pub type Generator = Xoshiro256PlusPlus;
