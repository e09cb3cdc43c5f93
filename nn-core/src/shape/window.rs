//! The windows that slide along an axis: those of a convolution's kernel and of a pool.

use std::ops::Range;

/// How windows slide along one axis. What a shape function says in constants, what a layer checks when it runs and what
/// a kernel loops over are all computed here, and nothing overflows, whatever the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many elements a window sees.
    pub kernel: usize,
    /// How far it is from one window to the next.
    pub stride: usize,
    /// The padding before the axis and behind it.
    pub padding: [usize; 2],
    /// How far the elements of a window are apart.
    pub dilation: usize,
    /// Whether the last window may reach beyond the padding, if it begins within the input or the padding before it.
    pub ceil_mode: bool,
}

impl Window {
    /// Windows with a stride of 1.
    pub(crate) const fn new(kernel: usize) -> Self {
        Window { kernel, stride: 1, padding: [0; 2], dilation: 1, ceil_mode: false }
    }

    /// The same windows over as much padding as gives as many of them as the axis has elements, for a stride of 1.
    pub(crate) const fn padded_to_same(mut self) -> Self {
        let padding = self.span() - 1;
        self.padding = [padding / 2, padding - padding / 2];
        self
    }

    /// From the first to the last element that a window sees; the largest number there is, if it is larger.
    pub(crate) const fn span(&self) -> usize {
        self.dilation.saturating_mul(self.kernel.saturating_sub(1)).saturating_add(1)
    }

    /// Whether nothing is 0 that has to be at least 1.
    pub(crate) const fn is_positive(&self) -> bool {
        self.kernel > 0 && self.stride > 0 && self.dilation > 0
    }

    /// Whether a window reaches no further than any axis could.
    pub(crate) const fn fits_memory(&self) -> bool {
        self.span() <= isize::MAX.unsigned_abs()
    }

    /// The least size of an axis into which a window fits.
    pub(crate) const fn least_size(&self) -> usize {
        let padding = if self.fits_memory() { self.padding() } else { 0 };
        self.span().saturating_sub(padding)
    }

    /// How many windows there are along an axis of `size` elements: `(size + padding − span) / stride + 1`, rounded
    /// down, or up with `ceil_mode`. None if not even the first fits.
    ///
    /// This is the output of a convolution or a pool; that of a transposed convolution is
    /// [`transposed_output`](Self::transposed_output).
    pub(crate) const fn output(&self, size: usize) -> Option<usize> {
        if !self.is_positive() || !self.fits_memory() || size < self.least_size() {
            return None;
        }
        let room = size.saturating_add(self.padding()) - self.span();
        let whole = room / self.stride + 1;
        let begins_inside = whole.saturating_mul(self.stride) < size.saturating_add(self.padding[0]);
        let one_more = self.ceil_mode && !room.is_multiple_of(self.stride) && begins_inside;
        Some(whole + one_more as usize)
    }

    /// The size of an axis along which `size` windows stand and, behind those, `more` elements that no window sees:
    /// `(size − 1) · stride + span − padding + more`. None if nothing is left of it.
    pub(crate) const fn transposed_output(&self, size: usize, more: usize) -> Option<usize> {
        if !self.is_positive() || !self.fits_memory() || size == 0 {
            return None;
        }
        let reach = (size - 1).saturating_mul(self.stride).saturating_add(self.span()).saturating_add(more);
        match reach.checked_sub(self.padding()) {
            Some(0) => None,
            size => size,
        }
    }

    /// What window `i` sees of an axis of `size` elements: every `dilation`-th of the range.
    pub(crate) fn range(&self, i: usize, size: usize) -> Range<usize> {
        let (start, before) = (i.saturating_mul(self.stride), self.padding[0]);
        let end = start.saturating_add(self.span()).saturating_sub(before).min(size);
        let in_padding = before.saturating_sub(start).div_ceil(self.dilation);
        let first = start.saturating_add(in_padding.saturating_mul(self.dilation)).saturating_sub(before);
        first.min(end)..end
    }

    /// How many elements window `i` sees of an axis of `size` elements with its padding, for a dilation of 1.
    pub(crate) fn len_with_padding(&self, i: usize, size: usize) -> usize {
        let end = size.saturating_add(self.padding());
        self.kernel.min(end.saturating_sub(i.saturating_mul(self.stride)))
    }

    /// Which element of an axis of `size` elements window `i` sees as its element `k`; None for padding.
    #[inline(always)]
    pub(crate) fn source(&self, i: usize, k: usize, size: usize) -> Option<usize> {
        let at = (i * self.stride + k * self.dilation).checked_sub(self.padding[0])?;
        (at < size).then_some(at)
    }

    /// Which element of an axis window `i` sees as its element `k`, not padding.
    #[inline(always)]
    pub(crate) fn place(&self, i: usize, k: usize) -> usize {
        i * self.stride + k * self.dilation - self.padding[0]
    }

    /// Which of `count` windows see an element of an axis of `size` elements, not padding, as their element `k`.
    #[inline(always)]
    pub(crate) fn inside(&self, k: usize, size: usize, count: usize) -> Range<usize> {
        let (offset, before) = (k * self.dilation, self.padding[0]);
        let first = self.steps(before.saturating_sub(offset));
        let end = self.steps((size + before).saturating_sub(offset)).min(count);
        first.min(end)..end
    }

    /// How many steps it takes to get past `len` elements: without a division, which is slow, for the usual step.
    #[inline(always)]
    const fn steps(&self, len: usize) -> usize {
        match self.stride {
            1 => len,
            stride => len.div_ceil(stride),
        }
    }

    /// The padding on both sides together.
    const fn padding(&self) -> usize {
        self.padding[0].saturating_add(self.padding[1])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Window;

    fn window(kernel: usize, stride: usize, padding: usize, dilation: usize, ceil_mode: bool) -> Window {
        Window { kernel, stride, padding: [padding; 2], dilation, ceil_mode }
    }

    #[test]
    fn sizes() {
        assert_eq!(window(7, 2, 0, 1, false).output(32), Some(13));
        assert_eq!(window(3, 1, 1, 2, false).output(5), Some(3));
        assert_eq!(window(3, 1, 0, 1, false).output(2), None);
        assert_eq!(window(2, 2, 0, 1, false).output(5), Some(2));
        assert_eq!(window(2, 2, 0, 1, true).output(5), Some(3));
        // The fourth window would begin in the padding behind the input.
        assert_eq!(window(2, 2, 1, 1, true).output(5), Some(3));
        assert_eq!(window(3, 2, 3, 1, false).output(0), Some(2));
        assert_eq!(Window::new(4).padded_to_same().padding, [1, 2]);
    }

    /// Where the elements of window `i` lie on the padded axis.
    fn elements(window: Window, i: usize) -> impl Iterator<Item = usize> {
        (0..window.kernel).map(move |k| i * window.stride + k * window.dilation)
    }

    /// Puts one window after the other.
    fn count(window: Window, size: usize) -> Option<usize> {
        let padded = size + window.padding[0] + window.padding[1];
        let fits = |i: &usize| elements(window, *i).all(|at| at < padded);
        let whole = (0..).take_while(fits).count();
        let last = elements(window, whole.checked_sub(1)?).last()?;
        let begins_inside = whole * window.stride < size + window.padding[0];
        let one_more = window.ceil_mode && last + 1 < padded && begins_inside;
        Some(if one_more { whole + 1 } else { whole })
    }

    /// What a window sees of the axis, without the padding.
    fn seen(window: Window, i: usize, size: usize) -> Vec<usize> {
        let on_axis = elements(window, i).filter_map(|at| at.checked_sub(window.padding[0]));
        on_axis.filter(|&at| at < size).collect()
    }

    fn extreme() -> impl Strategy<Value = usize> {
        let max = usize::MAX;
        prop_oneof![0..4usize, Just(max / 2), Just(max / 2 + 1), (max - 3)..=max, any::<usize>()]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn windows_are_those_that_one_counts(
            size in 0..20usize, kernel in 1..6usize, stride in 1..6usize, before in 0..6usize, behind in 0..6usize,
            dilation in 1..4usize, ceil_mode in any::<bool>(),
        ) {
            let window = Window { kernel, stride, padding: [before, behind], dilation, ceil_mode };
            let output = window.output(size);
            prop_assert_eq!(output, count(window, size));
            prop_assert_eq!(output.is_some(), size >= window.least_size());
            for i in 0..output.unwrap_or(0) {
                let seen = seen(window, i, size);
                prop_assert_eq!(&window.range(i, size).step_by(dilation).collect::<Vec<_>>(), &seen);
                let sources = (0..kernel).filter_map(|k| window.source(i, k, size));
                prop_assert_eq!(&sources.collect::<Vec<_>>(), &seen);
                for k in 0..kernel {
                    let inside = window.inside(k, size, output.unwrap_or(0)).contains(&i);
                    prop_assert_eq!(inside, window.source(i, k, size).is_some());
                }
                let plain = Window { dilation: 1, ..window };
                let padded = elements(plain, i).filter(|&at| at < size + before + behind);
                prop_assert_eq!(plain.len_with_padding(i, size), padded.count());
            }
        }

        #[test]
        fn same_padding_keeps_the_size(size in 1..20usize, kernel in 1..6usize, dilation in 1..4usize) {
            let window = Window { dilation, ..Window::new(kernel) };
            prop_assert_eq!(window.padded_to_same().output(size), Some(size));
            prop_assert_eq!(window.padded_to_same().output(0), None);
        }

        #[test]
        fn extreme_settings_do_not_overflow(
            size in extreme(), kernel in extreme(), stride in extreme(), padding in (extreme(), extreme()),
            dilation in extreme(), ceil_mode in any::<bool>(), i in extreme(),
        ) {
            let window = Window { kernel, stride, padding: padding.into(), dilation, ceil_mode };
            let fits = window.is_positive() && window.fits_memory() && size >= window.least_size();
            prop_assert_eq!(window.output(size).is_some(), fits);
            let same = window.padded_to_same();
            let fits = same.is_positive() && same.fits_memory() && size > 0;
            prop_assert_eq!(same.output(size).is_some(), fits);
            if let Some(count) = window.output(size) {
                for i in [i.min(count - 1), count - 1] {
                    prop_assert!(window.range(i, size).end <= size);
                    prop_assert!(window.len_with_padding(i, size) <= kernel);
                }
            }
        }
    }
}
