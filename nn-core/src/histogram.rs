//! How often values fall between which bounds.

/// The numbers of values in buckets of equal width. What is not finite is counted by itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Histogram {
    pub(crate) min: f64,
    pub(crate) max: f64,
    pub(crate) sum: f64,
    pub(crate) sum_squares: f64,
    /// How many values are finite, and how many are not.
    pub(crate) finite: u64,
    pub(crate) not_finite: u64,
    /// The upper bound of each bucket; the last is `max`.
    pub(crate) limits: Vec<f64>,
    pub(crate) counts: Vec<u64>,
}

impl Histogram {
    /// Of these values, in so many buckets: a single one if all values are equal, none if there is none.
    pub(crate) fn of(values: impl Iterator<Item = f64> + Clone, buckets: usize) -> Histogram {
        let finite = values.clone().filter(|value| value.is_finite());
        let (min, max) = finite
            .clone()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), value| (min.min(value), max.max(value)));
        let number = finite.clone().count() as u64;
        let buckets = if number == 0 { 0 } else { buckets };
        let limits = limits(min, max, buckets);
        let mut counts = vec![0; limits.len()];
        for value in finite.clone() {
            counts[limits.partition_point(|limit| *limit < value)] += 1;
        }
        Histogram {
            // An empty sum has no bounds; a file has to hold some.
            min: if number == 0 { 0.0 } else { min },
            max: if number == 0 { 0.0 } else { max },
            sum: finite.clone().sum(),
            sum_squares: finite.map(|value| value * value).sum(),
            finite: number,
            not_finite: values.count() as u64 - number,
            limits,
            counts,
        }
    }
}

/// Upper bounds that grow strictly and end with `max`, at most so many.
fn limits(min: f64, max: f64, buckets: usize) -> Vec<f64> {
    if buckets == 0 {
        return Vec::new();
    }
    // Not the difference, which may be infinite.
    let part = |i: usize| i as f64 / buckets as f64;
    let mut limits: Vec<f64> = (1..buckets).map(|i| min * (1.0 - part(i)) + max * part(i)).collect();
    // Of bounds that lie close together, rounding may exchange some.
    limits.retain(|limit| (min..max).contains(limit));
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    limits.push(max);
    limits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_are_counted_where_they_belong() {
        let of = |values: &[f64], buckets| Histogram::of(values.iter().copied(), buckets);
        let histogram = of(&[0.0, 1.0, 1.5, 4.0, f64::NAN, f64::INFINITY], 4);
        assert_eq!((histogram.limits, histogram.counts), (vec![1.0, 2.0, 3.0, 4.0], vec![2, 1, 0, 1]));
        assert_eq!((histogram.finite, histogram.not_finite), (4, 2));
        assert_eq!((histogram.sum, histogram.sum_squares), (6.5, 19.25));
        assert_eq!(of(&[3.0; 5], 4).limits, [3.0]);
        assert_eq!(of(&[f64::NAN], 4).limits, [0.0; 0]);
        assert_eq!(of(&[f64::MIN, f64::MAX], 2).counts, [1, 1]);
    }

    /// Where a bucket is narrower than what rounding makes of its bound.
    #[test]
    fn neighbouring_numbers_are_counted_as_well() {
        for (i, steps) in (0..400u64).flat_map(|i| (1..40).map(move |steps| (i, steps))) {
            let low = 0.1 + i as f64 / 7.0;
            let high = f64::from_bits(low.to_bits() + steps);
            let histogram = Histogram::of([low, high].into_iter(), 64);
            assert!(histogram.limits.windows(2).all(|pair| pair[0] < pair[1]), "{histogram:?}");
            assert_eq!(histogram.counts.iter().sum::<u64>(), 2);
        }
    }

    proptest! {
        #[test]
        fn every_finite_value_is_in_one_bucket(values in prop::collection::vec(any::<f64>(), 0..40), n in 1usize..70) {
            let histogram = Histogram::of(values.iter().copied(), n);
            prop_assert_eq!(histogram.counts.iter().sum::<u64>(), histogram.finite);
            prop_assert_eq!(histogram.finite + histogram.not_finite, values.len() as u64);
            prop_assert!(histogram.limits.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(histogram.limits.len() <= n);
        }
    }
}
