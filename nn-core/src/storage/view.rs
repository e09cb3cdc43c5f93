//! Elements of arrays in other places, such as parts and other orders of axes. They wait until somebody looks at them, so that
//! what goes on from there copies each element once, or reads it where it is.

use std::sync::Arc;

use super::pending::Compute;
use super::{Element, SharedStorage, scratch};
use crate::kernels::broadcast::Run;
use crate::kernels::permute::{copy_runs, gather_strided, merged, strides};

/// Below this many elements a copy costs little.
const FEWEST: usize = 64 * 1024;
/// The shortest runs of neighbouring elements that are worth copying one by one.
const SHORTEST: usize = 32;

/// An array whose elements are among others: the one at an index at `start` + index · `steps`.
#[derive(Clone, Debug)]
pub(crate) struct View<const N: usize, A: Element> {
    pub(crate) whole: SharedStorage<A>,
    pub(crate) start: usize,
    pub(crate) shape: [usize; N],
    pub(crate) steps: [usize; N],
}

impl<const N: usize, A: Element> View<N, A> {
    /// The elements of a row-major array as they are.
    pub(crate) fn row_major(storage: &SharedStorage<A>, shape: [usize; N]) -> Self {
        View { whole: storage.clone(), start: 0, shape, steps: strides(shape) }
    }

    /// The elements of a row-major array where they are: those that were to be copied from elsewhere may be there still.
    /// `None` if they are on a device, or so few that a copy costs little.
    pub(crate) fn of(storage: &SharedStorage<A>, shape: [usize; N]) -> Option<Self> {
        if !storage.is_here() || storage.len() < FEWEST {
            return None;
        }
        let waiting = storage.as_pending();
        if let Some(runs) = waiting.as_deref().and_then(Compute::as_runs)
            && let Some(steps) = runs.steps(shape)
        {
            return Some(View { whole: runs.whole.clone(), start: runs.start, shape, steps });
        }
        Some(View::row_major(storage, shape))
    }

    /// The axes in another order.
    pub(crate) fn permuted(self, axes: [usize; N]) -> Self {
        let [shape, steps] = [self.shape, self.steps].map(|of| axes.map(|axis| of[axis]));
        View { shape, steps, ..self }
    }

    /// So many elements of an axis, from the `first` on.
    pub(crate) fn part(mut self, axis: usize, first: usize, len: usize) -> Self {
        self.start += first * self.steps[axis];
        self.shape[axis] = len;
        self
    }

    /// As a row-major array: copied once somebody looks at it, if it is large and neighbours stay together, and now otherwise.
    pub(crate) fn stored(self) -> SharedStorage<A> {
        let View { whole, start, shape, steps } = self;
        let (len, runs) = (shape.iter().product(), Runs::new(&whole, start, shape, steps));
        if runs.run == whole.len() && runs.run == len {
            return whole;
        }
        if len >= FEWEST && runs.run >= SHORTEST {
            // What waits itself is computed now: it would be computed for each part otherwise.
            whole.as_slice();
            return SharedStorage::pending(len, Arc::new(runs));
        }
        SharedStorage::new(gather_strided(whole.as_slice().get(start..).unwrap_or_default(), shape, steps))
    }
}

/// The steps of an array without gaps whose axes lie in the order of these.
pub(crate) fn dense<const N: usize>(shape: [usize; N], order: [usize; N]) -> [usize; N] {
    let mut axes: [usize; N] = std::array::from_fn(|axis| axis);
    axes.sort_by_key(|&axis| std::cmp::Reverse(order[axis]));
    let mut steps = [0; N];
    axes.iter().rev().fold(1, |step, &axis| {
        steps[axis] = step;
        step * shape[axis]
    });
    steps
}

/// Neighbouring elements, so many at a time, from places that are counted by axes.
#[derive(Debug)]
pub(crate) struct Runs<A: Element> {
    whole: SharedStorage<A>,
    start: usize,
    /// Without those of size 1, and with one for neighbours whose elements lie as those of one would.
    axes: Vec<Run>,
    run: usize,
}

impl<A: Element> Runs<A> {
    fn new<const N: usize>(
        whole: &SharedStorage<A>,
        start: usize,
        mut shape: [usize; N],
        mut steps: [usize; N],
    ) -> Self {
        let left = merged(&mut shape, &mut steps);
        let mut axes: Vec<Run> =
            shape.iter().zip(steps).take(left).map(|(&len, a)| Run { len, a, b: 0 }).collect();
        let run = axes.pop_if(|axis| axis.a == 1).map_or(1, |axis| axis.len);
        Runs { whole: whole.clone(), start, axes, run }
    }

    /// Where a run begins, how many of the last axis are left with it, and from one to the next.
    fn place(&self, number: usize) -> (usize, usize, usize) {
        let Some((last, others)) = self.axes.split_last() else { return (0, 1, 0) };
        let mut rest = number / last.len;
        let mut place = number % last.len * last.a;
        for axis in others.iter().rev() {
            place += rest % axis.len * axis.a;
            rest /= axis.len;
        }
        (place, last.len - number % last.len, last.a)
    }

    /// The steps of the axes of an array with the same elements, if each lies within one of those that are known.
    fn steps<const N: usize>(&self, shape: [usize; N]) -> Option<[usize; N]> {
        let mut axes = self.axes.iter().rev().map(|axis| (axis.len, axis.a));
        let (mut len, mut step) = (self.run, 1);
        let mut steps = [0; N];
        for axis in (0..N).rev().filter(|&axis| shape[axis] != 1) {
            if len == 1 {
                (len, step) = axes.next()?;
            }
            if !len.is_multiple_of(shape[axis]) {
                return None;
            }
            steps[axis] = step;
            step *= shape[axis];
            len /= shape[axis];
        }
        Some(steps)
    }
}

impl<A: Element> Compute<A> for Runs<A> {
    fn write(&self, at: usize, to: &mut [A]) {
        let whole = &self.whole.as_slice()[self.start..];
        let (mut number, mut skipped, mut to) = (at / self.run, at % self.run, to);
        while !to.is_empty() {
            // Those of the last axis lie equally far apart.
            let (mut place, left, step) = self.place(number);
            for _ in 0..left.min((skipped + to.len()).div_ceil(self.run)) {
                let part;
                (part, to) = to.split_at_mut((self.run - skipped).min(to.len()));
                part.copy_from_slice(&whole[place + skipped..][..part.len()]);
                (number, place, skipped) = (number + 1, place + step, 0);
            }
        }
    }

    fn at_once(&self) -> Option<Vec<A>> {
        let axes = self.axes.iter().map(|axis| (axis.len, axis.a)).chain([(self.run, 1)]);
        let (shape, steps): (Vec<_>, Vec<_>) = axes.unzip();
        let mut all = scratch(shape.iter().product());
        copy_runs(&self.whole.as_slice()[self.start..], &mut all, &shape, &steps, self.run);
        Some(all)
    }

    fn steps(&self) -> usize {
        1
    }

    fn is_cheap(&self) -> bool {
        true
    }

    fn as_runs(&self) -> Option<&Runs<A>> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::storage::Elements;
    use crate::tensor::Tensor;

    /// What is done with an array: its axes in another order, a part of one, or another shape.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        Permute([usize; 4]),
        Part(usize, usize, usize),
        Together,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            Just([0, 1, 2, 3]).prop_shuffle().prop_map(Step::Permute),
            (0..4usize, 0..100usize, 1..100usize).prop_map(|(axis, first, len)| Step::Part(axis, first, len)),
            Just(Step::Together),
        ]
    }

    /// The range of a part within an axis of so many elements: most of it, so that many elements are left.
    fn within(size: usize, first: usize, len: usize) -> (usize, usize) {
        let first = first % size.div_ceil(4);
        (first, (size - first).max(1) - len % (size - first).div_ceil(4))
    }

    fn taken(x: Tensor<4>, step: Step) -> Tensor<4> {
        match step {
            Step::Permute(axes) => x.permute(axes),
            Step::Part(axis, first, len) => {
                let (first, len) = within(x.shape()[axis], first, len);
                x.slice(axis, first..first + len)
            }
            Step::Together => {
                let [a, b, c, d] = x.shape();
                x.reshape([1, a * b, c, d])
            }
        }
    }

    fn slow(x: &ndarray::ArrayD<f32>, step: Step) -> ndarray::ArrayD<f32> {
        match step {
            Step::Permute(axes) => x.view().permuted_axes(axes.to_vec()).to_owned(),
            Step::Part(axis, first, len) => {
                let (first, len) = within(x.shape()[axis], first, len);
                x.slice_axis(ndarray::Axis(axis), (first..first + len).into()).to_owned()
            }
            Step::Together => {
                let [a, b, c, d] = x.shape().try_into().unwrap();
                x.to_shape([1, a * b, c, d]).unwrap().to_owned().into_dyn()
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn elements_are_those_of_copies(
            shape in [1..4usize, 20..40usize, 20..40usize, 90..150usize],
            steps in prop::collection::vec(step(), 1..5),
            at in 0..10_000usize,
        ) {
            let x = Tensor::<4>::from_fn(shape, |[i, j, k, l]| (i * 31 + j * 7 + k * 1009 + l * 3) as f32);
            let want = ndarray::ArrayD::from_shape_vec(shape.to_vec(), x.as_slice().to_vec()).unwrap();
            let (x, want) = steps.iter().fold((x, want), |(x, want), &step| (taken(x, step), slow(&want, step)));
            let want: Vec<f32> = want.iter().copied().collect();
            let at = at % want.len();
            let mut rest = vec![0.0; want.len() - at];
            x.storage().elements().write(at, &mut rest);
            prop_assert!(rest == want[at..]);
            let mut read = Vec::new();
            x.storage().elements().read(at, want.len() - at, |first, x| {
                assert_eq!(first, read.len());
                read.extend_from_slice(x);
            });
            prop_assert!(read == want[at..]);
            prop_assert!(x.as_slice() == want);
            prop_assert!(matches!(x.storage().elements(), Elements::Held(_)));
        }
    }

    fn heads_of(x: &Tensor<3>) -> [Tensor<4>; 3] {
        let [batch, length, width] = x.shape();
        let x = x.clone().reshape([batch, length, 3, width / 96, 32]).permute([2, 0, 3, 1, 4]);
        [0, 1, 2].map(|i| x.clone().slice(0, i..i + 1).reshape([batch, width / 96, length, 32]))
    }

    #[test]
    fn the_order_of_axes_is_found_again() {
        let x = Tensor::<3>::from_fn([2, 200, 96 * 6], |[i, j, k]| (i * 7919 + j * 31 + k) as f32);
        for (number, heads) in heads_of(&x).into_iter().enumerate() {
            let view = View::of(heads.storage(), heads.shape()).unwrap();
            assert_eq!(view.whole.address(), x.storage().address());
            assert_eq!((view.start, view.steps), (number * 192, [200 * 576, 32, 576, 1]));
            // Back where it was, nothing is copied but what was left out.
            let back = View::of(heads.storage(), heads.shape()).unwrap().permuted([0, 2, 1, 3]);
            assert_eq!(back.steps, [200 * 576, 576, 32, 1]);
        }
        let there_and_back = x.clone().permute([1, 0, 2]).permute([1, 0, 2]);
        assert_eq!(there_and_back.storage().address(), x.storage().address());
    }

    #[test]
    fn what_is_small_or_falls_apart_is_copied_at_once() {
        let small = Tensor::<2>::zeros([100, 100]).slice(0, 1..50);
        let apart = Tensor::<2>::zeros([300, 300]).transpose(0, 1);
        let together = Tensor::<2>::zeros([300, 300]).slice(1, 1..250);
        let waits = [small, apart, together].map(|x| x.storage().as_pending().is_some());
        assert_eq!(waits, [false, false, true]);
    }

    #[test]
    fn steps_without_gaps_have_the_order_that_is_asked_for() {
        assert_eq!(dense([2, 3, 4, 5], [60, 20, 5, 1]), [60, 20, 5, 1]);
        assert_eq!(dense([2, 3, 4, 5], [999, 5, 70, 1]), [60, 5, 15, 1]);
        let [_, rows, _, columns] = dense([1, 3, 1, 5], [0, 5, 0, 1]);
        assert_eq!([rows, columns], [5, 1]);
    }
}
