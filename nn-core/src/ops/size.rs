//! The sizes of a new shape, one of which may be left out.

use std::fmt::Debug;

use crate::storage::Element;
use crate::tensor::volume;

/// The size of an axis of a new shape: a `usize`, or a signed number, of which −1 stands for what the others leave.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no size of an axis",
    label = "expected a `usize`, or an `i32` or `isize`, which may be -1 for what the other sizes leave"
)]
pub trait Size: Copy + Debug {
    /// The size; None stands for what the others leave, and the largest number for a size that cannot be.
    #[doc(hidden)]
    fn size(self) -> Option<usize>;
}

impl Size for usize {
    fn size(self) -> Option<usize> {
        Some(self)
    }
}

impl Size for isize {
    fn size(self) -> Option<usize> {
        (self != -1).then(|| usize::try_from(self).unwrap_or(usize::MAX))
    }
}

impl Size for i32 {
    fn size(self) -> Option<usize> {
        (self as isize).size()
    }
}

/// The shape of `len` elements, if it can be told: with what the other sizes leave in place of the one left out.
pub(super) fn complete<const M: usize>(shape: [impl Size; M], len: usize) -> Option<[usize; M]> {
    let sizes = shape.map(Size::size);
    let known: usize =
        sizes.iter().flatten().try_fold(1, |product: usize, &size| product.checked_mul(size))?;
    let rest = match sizes.iter().filter(|size| size.is_none()).count() {
        0 => 1,
        1 => len.checked_div(known)?,
        _ => return None,
    };
    (known.checked_mul(rest)? == len).then(|| sizes.map(|size| size.unwrap_or(rest)))
}

/// What a shape has instead of the right number of elements.
#[cold]
#[track_caller]
pub(super) fn would_have<A: Element, const M: usize>(shape: [impl Size; M]) -> String {
    let sizes = shape.map(Size::size);
    match sizes.iter().filter(|size| size.is_none()).count() {
        0 => {
            let count = volume::<A>("reshape", &sizes.map(|size| size.unwrap_or(1)));
            format!("shape {shape:?} would have {count}")
        }
        1 => format!("which no size in place of the -1 in shape {shape:?} gives"),
        _ => format!("and of shape {shape:?} one size alone can be left out"),
    }
}

#[cfg(test)]
mod tests {
    use super::complete;

    #[test]
    fn one_size_is_what_the_others_leave() {
        assert_eq!(complete([-1, 6], 12), Some([2, 6]));
        assert_eq!(complete([2, -1, 3], 12), Some([2, 2, 3]));
        assert_eq!(complete([3_usize, 4], 12), Some([3, 4]));
        assert_eq!(complete([-1_isize, 6], 0), Some([0, 6]));
        assert_eq!(complete([] as [usize; 0], 1), Some([]));
    }

    #[test]
    fn what_cannot_be() {
        assert_eq!(complete([-1, 5], 12), None);
        assert_eq!(complete([-1, -1], 12), None);
        assert_eq!(complete([-2, -6], 12), None);
        assert_eq!(complete([-1, 0], 0), None);
        assert_eq!(complete([3, 5], 12), None);
        assert_eq!(complete([usize::MAX, 2], 12), None);
    }
}
