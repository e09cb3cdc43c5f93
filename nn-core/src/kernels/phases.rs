//! Rows whose elements that lie a stride apart are put side by side, so that neighbouring outputs see neighbours.

use std::ops::Range;

use super::permute::into_every;

/// Elements of a row that lie a stride apart, from the first on, and where they are put.
#[derive(Clone, Debug)]
pub(super) struct Run {
    first: usize,
    to: Range<usize>,
}

impl Run {
    /// So many of them, from the place `to` on.
    pub(super) fn new(first: usize, to: usize, len: usize) -> Self {
        Run { first, to: if len == 0 { 0..0 } else { to..to + len } }
    }
}

/// Puts the runs of a row, whose elements lie as far apart as there are runs, into their places.
#[inline(always)]
pub(super) fn put_runs<A: Copy>(row: &[A], runs: &[Run], to: &mut [A]) {
    match runs {
        [Run { first, to: run }] => {
            let run = &mut to[run.clone()];
            into_every(1, &row[*first..][..run.len()], run, |_, x| x);
        }
        [even, odd] => {
            let runs = to.get_disjoint_mut([even.to.clone(), odd.to.clone()]);
            put_even_and_odd(row, runs.expect("runs lie side by side"));
        }
        _ => {
            for Run { first, to: run } in runs {
                let elements = row.iter().skip(*first).step_by(runs.len());
                to[run.clone()].iter_mut().zip(elements).for_each(|(to, x)| *to = *x);
            }
        }
    }
}

/// The elements with even and with odd numbers, as many as there is room for.
#[inline(always)]
fn put_even_and_odd<A: Copy>(row: &[A], [even, odd]: [&mut [A]; 2]) {
    let both = even.len().min(odd.len());
    let put = match both {
        0..8 => 0,
        8..16 => put_blocks::<A, 8, 16>(row, [&mut even[..both], &mut odd[..both]]),
        _ => put_blocks::<A, 16, 32>(row, [&mut even[..both], &mut odd[..both]]),
    };
    (put..even.len()).for_each(|i| even[i] = row[2 * i]);
    (put..odd.len()).for_each(|i| odd[i] = row[2 * i + 1]);
}

/// In blocks of `N` of each from `SPAN`, which become shuffles; the last ones write again what those before them have. How many of
/// each there are.
#[inline(always)]
fn put_blocks<A: Copy, const N: usize, const SPAN: usize>(row: &[A], [even, odd]: [&mut [A]; 2]) -> usize {
    let last = even.len() - N;
    let mut first = 0;
    loop {
        let x: &[A; SPAN] = row[2 * first..].first_chunk().expect("a block of the row");
        *even[first..].first_chunk_mut::<N>().expect("a block") = std::array::from_fn(|i| x[2 * i]);
        *odd[first..].first_chunk_mut::<N>().expect("a block") = std::array::from_fn(|i| x[2 * i + 1]);
        if first == last {
            return even.len();
        }
        first = (first + N).min(last);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_lies_a_stride_apart_stands_together(
            stride in 1..5usize, size in 0..140usize, missing in prop::collection::vec(0..3usize, 5), gap in 0..3usize,
        ) {
            let row: Vec<usize> = (0..size).collect();
            let room = size.div_ceil(stride) + gap;
            let mut to = vec![usize::MAX; stride * room];
            let mut want = to.clone();
            let runs = (0..stride).map(|first| {
                let len = size.saturating_sub(first).div_ceil(stride).saturating_sub(missing[first]);
                let at = (stride - 1 - first) * room;
                (0..len).for_each(|i| want[at + i] = first + i * stride);
                Run::new(first, at, len)
            });
            put_runs(&row, &runs.collect::<Vec<_>>(), &mut to);
            prop_assert_eq!(to, want);
        }
    }
}
