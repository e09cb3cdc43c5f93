//! Rows whose elements that lie a stride apart are put side by side, so that neighbouring outputs see neighbours.

use std::ops::Range;

use pulp::bytemuck::{self, Pod};

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
pub(super) fn put_runs<A: Pod>(row: &[A], runs: &[Run], to: &mut [A]) {
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
fn put_even_and_odd<A: Pod>(row: &[A], [even, odd]: [&mut [A]; 2]) {
    let both = even.len().min(odd.len());
    let put = match both {
        0..8 => 0,
        8..16 => put_blocks::<A, 8, 16>(row, [&mut even[..both], &mut odd[..both]]),
        _ => put_blocks::<A, 16, 32>(row, [&mut even[..both], &mut odd[..both]]),
    };
    (put..even.len()).for_each(|i| even[i] = row[2 * i]);
    (put..odd.len()).for_each(|i| odd[i] = row[2 * i + 1]);
}

/// In blocks of `N` of each from `SPAN`; the last ones write again what those before them have. How many of each there are.
#[inline(always)]
fn put_blocks<A: Pod, const N: usize, const SPAN: usize>(row: &[A], [even, odd]: [&mut [A]; 2]) -> usize {
    let last = even.len() - N;
    let mut first = 0;
    loop {
        let x: &[A; SPAN] = row[2 * first..].first_chunk().expect("a block of the row");
        let (a, b) = halves::<A, N, SPAN>(x);
        *even[first..].first_chunk_mut().expect("a block") = a;
        *odd[first..].first_chunk_mut().expect("a block") = b;
        if first == last {
            return even.len();
        }
        first = (first + N).min(last);
    }
}

/// The elements of a block with even and with odd numbers. Those of four bytes are read in pairs, as numbers of eight: where
/// each is read on its own, the compiler makes twice as many loads, with masks, and the loop takes twice as long.
#[inline(always)]
fn halves<A: Pod, const N: usize, const SPAN: usize>(x: &[A; SPAN]) -> ([A; N], [A; N]) {
    if size_of::<A>() != size_of::<u32>() {
        return (std::array::from_fn(|i| x[2 * i]), std::array::from_fn(|i| x[2 * i + 1]));
    }
    let bytes = bytemuck::cast_slice(x).as_chunks().0;
    let pairs: [u64; N] = std::array::from_fn(|i| u64::from_le_bytes(bytes[i]));
    let element = |bits: u64| bytemuck::pod_read_unaligned(&(bits as u32).to_le_bytes());
    (pairs.map(element), pairs.map(|pair| element(pair >> 32)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::storage::Float;

    /// Runs from which so many elements are missing, in rooms that are a gap longer.
    fn check<A: Float>(size: usize, stride: usize, missing: &[usize], gap: usize) {
        let row: Vec<A> = (0..size).map(|i| A::of(i as f64)).collect();
        let room = size.div_ceil(stride) + gap;
        let mut to = vec![A::of(-1.0); stride * room];
        let mut want = to.clone();
        let runs = (0..stride).map(|first| {
            let len = size.saturating_sub(first).div_ceil(stride).saturating_sub(missing[first]);
            let at = (stride - 1 - first) * room;
            (0..len).for_each(|i| want[at + i] = row[first + i * stride]);
            Run::new(first, at, len)
        });
        put_runs(&row, &runs.collect::<Vec<_>>(), &mut to);
        assert!(to == want, "{size} elements, {stride} runs, without {missing:?}");
    }

    proptest! {
        #[test]
        fn what_lies_a_stride_apart_stands_together(
            stride in 1..5usize, size in 0..140usize, missing in prop::collection::vec(0..3usize, 4), gap in 0..3usize,
        ) {
            check::<f32>(size, stride, &missing, gap);
            check::<f64>(size, stride, &missing, gap);
        }
    }
}
