//! An axis: its bounds, and where numbers stand on it.

/// From where to where an axis goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    pub(super) min: f64,
    pub(super) max: f64,
}

/// Numbers beyond these are drawn at them, so that no difference is infinite.
const FARTHEST: f64 = 1e300;

impl Range {
    /// Around all values that are finite, and wide enough to be drawn.
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Range {
        let finite = values.filter(|value| value.is_finite()).map(|value| value.clamp(-FARTHEST, FARTHEST));
        let (min, max) = finite
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), value| (min.min(value), max.max(value)));
        match max - min {
            // A difference that the numbers hardly show is none.
            width if width > 1e-9 * min.abs().max(max.abs()) => Range { min, max },
            width if width >= 0.0 => {
                let around = if min == 0.0 { 0.5 } else { 0.1 * min.abs().max(max.abs()) };
                Range { min: min - around, max: max + around }
            }
            _ => Range { min: 0.0, max: 1.0 },
        }
    }

    /// With some air at both ends.
    pub(super) fn with_air(self) -> Range {
        let air = 0.04 * (self.max - self.min);
        Range { min: self.min - air, max: self.max + air }
    }

    /// How far along the axis a value is, from 0 to 1.
    pub(super) fn part(self, value: f64) -> f64 {
        ((value - self.min) / (self.max - self.min)).clamp(0.0, 1.0)
    }

    /// Some round numbers inside, about as many, and how they are written.
    pub(super) fn ticks(self, count: usize) -> Vec<(f64, String)> {
        let rough = (self.max - self.min) / count.max(1) as f64;
        let power = 10f64.powf(rough.log10().floor());
        let round = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
        // Rounding may have put the step before the power.
        let step = round.into_iter().find(|step| *step >= 0.999 * rough).unwrap_or(round[3]);
        let first = (self.min / step).ceil();
        let values = (0..=4 * count.max(1)).map(|i| (first + i as f64) * step);
        let values = values.take_while(|value| *value <= self.max + 1e-9 * step);
        values.map(|value| (value, written(value, step, self.min.abs().max(self.max.abs())))).collect()
    }
}

/// A number with as many digits as the step between two needs.
fn written(value: f64, step: f64, largest: f64) -> String {
    let value = if value.abs() < 0.5 * step { 0.0 } else { value };
    let power = step.log10().floor() as i32;
    if (1e-4..1e6).contains(&largest) {
        return format!("{value:.*}", (-power).max(0) as usize);
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let digits = (value.abs().log10().floor() as i32 - power).max(0) as usize;
    format!("{value:.digits$e}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(min: f64, max: f64, count: usize) -> Vec<String> {
        Range { min, max }.ticks(count).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(labels(0.0, 1.0, 5), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(-3.0, 11.0, 5), ["0", "5", "10"]);
        assert_eq!(labels(0.0, 1380.0, 6), ["0", "500", "1000"]);
        assert_eq!(labels(0.0, 2.5e6, 5), ["0", "5e5", "1.0e6", "1.5e6", "2.0e6", "2.5e6"]);
        assert_eq!(labels(0.0, 3e-7, 3), ["0", "1e-7", "2e-7", "3e-7"]);
        assert_eq!(labels(0.301, 0.302, 2), ["0.3010", "0.3015", "0.3020"]);
    }

    #[test]
    fn every_series_has_bounds() {
        let of = |values: &[f64]| {
            let Range { min, max } = Range::of(values.iter().copied());
            (min, max)
        };
        assert_eq!(of(&[]), (0.0, 1.0));
        assert_eq!(of(&[f64::NAN, f64::INFINITY]), (0.0, 1.0));
        assert_eq!(of(&[0.0, 0.0]), (-0.5, 0.5));
        assert_eq!(of(&[10.0]), (9.0, 11.0));
        assert_eq!(of(&[1.0, f64::NAN, 3.0]), (1.0, 3.0));
        assert_eq!(of(&[f64::MIN, f64::MAX]), (-1e300, 1e300));
    }

    proptest! {
        #[test]
        fn there_are_some_ticks_and_all_are_inside(a: f64, b: f64, count in 1usize..12) {
            let range = Range::of([a, b].into_iter());
            let ticks = range.ticks(count);
            let slack = 1e-6 * (range.max - range.min);
            prop_assert!(ticks.iter().all(|(tick, _)| (range.min - slack..=range.max + slack).contains(tick)));
            prop_assert!(ticks.len() <= count + 1, "{ticks:?}");
            let texts: std::collections::BTreeSet<_> = ticks.iter().map(|(_, text)| text).collect();
            prop_assert_eq!(texts.len(), ticks.len(), "{:?}", ticks);
        }
    }
}
