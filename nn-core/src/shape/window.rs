//! Sizes of outputs, computed without values, so that constants can use them.

/// How many windows of `kernel` elements, `dilation` apart, fit along an axis of `size` elements with `padding` on
/// both sides, one every `stride`. None if the first does not fit.
pub(crate) const fn conv_output(
    size: usize,
    kernel: usize,
    stride: usize,
    padding: usize,
    dilation: usize,
) -> Option<usize> {
    let span = dilation * (kernel - 1) + 1;
    match (size + 2 * padding).checked_sub(span) {
        Some(room) => Some(room / stride + 1),
        None => None,
    }
}

/// As [`conv_output`]; with `ceil_mode` the last window may reach beyond the padding, if it begins within the
/// input or the padding before it.
pub(crate) const fn pool_output(
    size: usize,
    kernel: usize,
    stride: usize,
    padding: usize,
    dilation: usize,
    ceil_mode: bool,
) -> Option<usize> {
    let Some(whole) = conv_output(size, kernel, stride, padding, dilation) else { return None };
    let span = dilation * (kernel - 1) + 1;
    let rest = (size + 2 * padding - span) % stride;
    if ceil_mode && rest > 0 && whole * stride < size + padding { Some(whole + 1) } else { Some(whole) }
}

#[cfg(test)]
mod tests {
    use super::{conv_output, pool_output};

    #[test]
    fn sizes() {
        assert_eq!(conv_output(32, 7, 2, 0, 1), Some(13));
        assert_eq!(conv_output(5, 3, 1, 1, 2), Some(3));
        assert_eq!(conv_output(2, 3, 1, 0, 1), None);
        assert_eq!(pool_output(5, 2, 2, 0, 1, false), Some(2));
        assert_eq!(pool_output(5, 2, 2, 0, 1, true), Some(3));
        // The fourth window would begin in the padding behind the input.
        assert_eq!(pool_output(5, 2, 2, 1, 1, true), Some(3));
    }
}
