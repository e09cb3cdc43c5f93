//! Axes, indices along them and ranges, which may count from the end.

use std::fmt::Debug;
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

/// An axis, or an index along one: a `usize`, or a signed number, which counts from the end if it is negative: −1 is the last.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither an axis nor an index along one",
    label = "expected a `usize`, or an `i32` or `isize`, which may count from the end"
)]
pub trait AxisIndex: Copy + Debug {
    /// The index from the start, if that is not before it.
    #[doc(hidden)]
    fn within(self, size: usize) -> Option<usize>;
}

impl AxisIndex for usize {
    fn within(self, _: usize) -> Option<usize> {
        Some(self)
    }
}

impl AxisIndex for isize {
    fn within(self, size: usize) -> Option<usize> {
        if self < 0 { size.checked_sub(self.unsigned_abs()) } else { Some(self.unsigned_abs()) }
    }
}

impl AxisIndex for i32 {
    fn within(self, size: usize) -> Option<usize> {
        (self as isize).within(size)
    }
}

/// Indices along an axis: a range of any kind (`1..3`, `1..`, `..2`, `0..=1`, `..`). Signed numbers count from the end if
/// they are negative: `-2..` are the last two.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no range along an axis",
    label = "expected a range such as `1..3`, `1..`, `..=2` or `-1..`"
)]
pub trait AxisRange: Debug {
    /// The range within an axis of this size, if it has it.
    #[doc(hidden)]
    fn within(&self, size: usize) -> Option<Range<usize>>;
}

/// The range from the first index to the one behind the last.
fn between(start: Option<usize>, end: Option<usize>, size: usize) -> Option<Range<usize>> {
    let range = start?..end?;
    (range.start <= range.end && range.end <= size).then_some(range)
}

fn behind(last: Option<usize>) -> Option<usize> {
    last?.checked_add(1)
}

macro_rules! ranges {
    ($($range:ident |$self:ident, $size:ident| $start:expr, $end:expr;)*) => {$(
        impl<I: AxisIndex> AxisRange for $range<I> {
            fn within(&$self, $size: usize) -> Option<Range<usize>> {
                between($start, $end, $size)
            }
        }
    )*};
}

ranges! {
    Range |self, size| self.start.within(size), self.end.within(size);
    RangeFrom |self, size| self.start.within(size), Some(size);
    RangeTo |self, size| Some(0), self.end.within(size);
    RangeInclusive |self, size| self.start().within(size), behind(self.end().within(size));
    RangeToInclusive |self, size| Some(0), behind(self.end.within(size));
}

impl AxisRange for RangeFull {
    fn within(&self, size: usize) -> Option<Range<usize>> {
        Some(0..size)
    }
}

#[cfg(test)]
mod tests {
    use super::AxisRange;

    #[test]
    fn every_kind_of_range() {
        assert_eq!((1..3).within(4), Some(1..3));
        assert_eq!((1_usize..).within(4), Some(1..4));
        assert_eq!((..2).within(4), Some(0..2));
        assert_eq!((0..=1).within(4), Some(0..2));
        assert_eq!((..=-1).within(4), Some(0..4));
        assert_eq!((..).within(0), Some(0..0));
        assert_eq!((-2..).within(4), Some(2..4));
        let last = -1;
        assert_eq!((1..last).within(4), Some(1..3));
    }

    #[test]
    fn what_goes_beyond_is_none() {
        assert_eq!((1..5).within(4), None);
        assert_eq!((-5..).within(4), None);
        assert_eq!((5_usize..).within(4), None);
        assert_eq!((..=usize::MAX).within(4), None);
        let before = -2;
        assert_eq!((3..before).within(4), None);
    }
}
