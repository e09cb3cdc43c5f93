//! What metrics have counted, as numbers that can be added.

/// What a metric has counted, as numbers: what `+=` and [`World::merge`](crate::collective::World::merge) add up.
///
/// A metric of one's own that implements it goes over the ranks of a world as well:
///
/// ```
/// use nn_core::metrics::Tally;
///
/// /// The share of errors that are larger than a bound.
/// struct Outliers {
///     bound: f64,
///     found: f64,
///     samples: f64,
/// }
///
/// impl Tally for Outliers {
///     fn kind(&self) -> String {
///         format!("Outliers beyond {}", self.bound)
///     }
///
///     fn numbers(&self) -> Vec<f64> {
///         vec![self.found, self.samples]
///     }
///
///     fn set_numbers(&mut self, numbers: &[f64]) {
///         (self.found, self.samples) = (numbers[0], numbers[1]);
///     }
/// }
///
/// # fn main() -> nn_core::Result<()> {
/// let all = nn_core::collective::threads(2, |world| {
///     let mut outliers = Outliers { bound: 3.0, found: world.rank() as f64, samples: 10.0 };
///     world.merge(&mut outliers)?;
///     Ok(outliers.found / outliers.samples)
/// })?;
/// assert_eq!(all, [0.05, 0.05]);
/// # Ok(())
/// # }
/// ```
pub trait Tally {
    /// The kind of the metric and its settings: what must be the same in two that are added.
    fn kind(&self) -> String;

    /// The numbers: those of two metrics are added one by one.
    fn numbers(&self) -> Vec<f64>;

    /// Replaces the numbers by others, as many as [`numbers`](Tally::numbers) gives.
    fn set_numbers(&mut self, numbers: &[f64]);
}

/// Adds what another of the same kind has counted.
#[track_caller]
pub(super) fn add(metric: &mut dyn Tally, other: &dyn Tally) {
    let (kind, found) = (metric.kind(), other.kind());
    assert!(kind == found, "two metrics are added that count something else: {kind} and {found}");
    let sums: Vec<f64> = metric.numbers().iter().zip(other.numbers()).map(|(a, b)| a + b).collect();
    metric.set_numbers(&sums);
}

pub(super) fn reset(metric: &mut dyn Tally) {
    let zeros = vec![0.0; metric.numbers().len()];
    metric.set_numbers(&zeros);
}

/// What every metric can do with its numbers.
macro_rules! tally {
    ($metric:ident) => {
        impl $metric {
            /// Forgets what was counted. The settings stay.
            pub fn reset(&mut self) {
                $crate::metrics::tally::reset(self);
            }
        }

        /// Adds what another has counted, as that of another thread.
        impl std::ops::AddAssign for $metric {
            /// # Panics
            ///
            /// If the two have different settings, so that they count something else.
            #[track_caller]
            fn add_assign(&mut self, other: $metric) {
                $crate::metrics::tally::add(self, &other);
            }
        }
    };
}

pub(super) use tally;

/// `part / whole`, which is NaN of nothing.
pub(super) fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
