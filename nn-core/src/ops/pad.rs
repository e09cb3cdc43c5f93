//! Padding.

use crate::kernels::pad::{self as kernel, Sources};
use crate::operation::Operation;
use crate::storage::Element;
use crate::tensor::{Op, Tensor, fits, volume};

/// What stands on the sides of a padded tensor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pad<A = f32> {
    /// This value.
    Constant(A),
    /// The elements from the side inwards, without the outermost: `c b | a b c | b a`.
    Reflection,
    /// The outermost element: `a a | a b c | c c`.
    Replication,
    /// The elements of the other side, as in a ring: `b c | a b c | a b`.
    Circular,
}

impl<A> Pad<A> {
    /// Which element stands at `i`, which is negative before the first of `size` elements.
    fn source(&self, i: isize, size: usize) -> Option<usize> {
        let size = size as isize;
        let source = match self {
            Pad::Constant(_) => return None,
            Pad::Reflection if i < 0 => -i,
            Pad::Reflection => 2 * (size - 1) - i,
            Pad::Replication => i.clamp(0, size - 1),
            Pad::Circular => i.rem_euclid(size),
        };
        Some(source as usize)
    }

    /// The most elements that can be added on one side of an axis.
    pub(crate) const fn most(&self, size: usize) -> usize {
        match self {
            Pad::Reflection => size.saturating_sub(1),
            Pad::Circular => size,
            Pad::Replication if size == 0 => 0,
            Pad::Constant(_) | Pad::Replication => usize::MAX,
        }
    }
}

impl<A> Pad<A> {
    /// The least size of an axis to which so many elements can be added on a side.
    pub(crate) const fn least(&self, side: usize) -> usize {
        match self {
            _ if side == 0 => 0,
            Pad::Reflection => side.saturating_add(1),
            Pad::Circular => side,
            Pad::Replication => 1,
            Pad::Constant(_) => 0,
        }
    }
}

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The tensor with zeros on its sides: `torch.nn.functional.pad`. The numbers of them come in pairs, before and after
    /// an axis, from the last axis on.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([1.0, 2.0]).pad([1, 2]).as_slice(), [0.0, 1.0, 2.0, 0.0, 0.0]);
    /// // One row above, no column to the left, and two to the right.
    /// assert_eq!(Tensor::<2>::zeros([2, 3]).pad([0, 2, 1, 0]).shape(), [3, 5]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there are not two numbers for each axis, or more axes than the tensor has.
    #[track_caller]
    pub fn pad<const M: usize>(self, padding: [usize; M]) -> Self {
        self.pad_with(padding, Pad::Constant(A::default()))
    }

    /// The tensor with other elements on its sides, in numbers as [`pad`](Self::pad) takes them. All axes that are padded
    /// are at once: a corner has elements of both.
    ///
    /// ```
    /// use nn_core::ops::Pad;
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([1.0, 2.0, 3.0]);
    /// assert_eq!(x.clone().pad_with([2, 1], Pad::Reflection).as_slice(), [3.0, 2.0, 1.0, 2.0, 3.0, 2.0]);
    /// assert_eq!(x.clone().pad_with([1, 1], Pad::Replication).as_slice(), [1.0, 1.0, 2.0, 3.0, 3.0]);
    /// assert_eq!(x.clone().pad_with([1, 1], Pad::Circular).as_slice(), [3.0, 1.0, 2.0, 3.0, 1.0]);
    /// assert_eq!(x.pad_with([1, 0], Pad::Constant(9.0)).as_slice(), [9.0, 1.0, 2.0, 3.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// As [`pad`](Self::pad), and if an axis is too short: a reflection needs one more element than it adds on a side, a
    /// ring as many, and a replication one.
    #[track_caller]
    pub fn pad_with<const M: usize>(self, padding: [usize; M], with: Pad<A>) -> Self {
        let from = self.shape();
        fits!(
            self.place(),
            M.is_multiple_of(2) && M / 2 <= N,
            "pad: expected two numbers, before and after, for each of up to {N} axes of shape {from:?}, got {padding:?}"
        );
        let mut shape = from;
        let mut sides = [[0; 2]; N];
        for (i, pair) in padding.as_chunks().0.iter().enumerate() {
            let axis = N - 1 - i;
            let most = pair.iter().all(|&side| side == 0 || side <= with.most(from[axis]));
            fits!(
                self.place(),
                most,
                "pad: {pair:?} is too much for axis {axis} of shape {from:?}: {:?} takes no more than {} on a side",
                with.name(),
                with.most(from[axis])
            );
            shape[axis] = from[axis].saturating_add(pair[0]).saturating_add(pair[1]);
            sides[axis] = *pair;
        }
        volume::<A>("pad", &shape);
        let mut op = Op::named("pad");
        let input = op.input(&self);
        let sources = move || -> Vec<Sources> {
            let axes = sides.iter().zip(from);
            axes.map(|(&sides, size)| Sources::new(sides, size, |i, size| with.source(i, size))).collect()
        };
        let value = if let Pad::Constant(value) = with { value } else { A::default() };
        op.number(value);
        op.means(|| Operation::Pad { sides: sides.to_vec(), mode: with.mode(), value: value.number() });
        op.run(
            shape,
            |keep| (Tensor::new(shape, kernel::pad(self.as_slice(), &sources(), value)), keep.nothing()),
            move |(), dy, grads| {
                grads.add(input, Tensor::new(from, kernel::pad_backward(dy.as_slice(), &sources())));
            },
        )
    }
}

impl<A> Pad<A> {
    /// ONNX's name.
    fn mode(&self) -> &'static str {
        match self {
            Pad::Constant(_) => "constant",
            Pad::Reflection => "reflect",
            Pad::Replication => "edge",
            Pad::Circular => "wrap",
        }
    }

    fn name(&self) -> Pad<()> {
        match self {
            Pad::Constant(_) => Pad::Constant(()),
            Pad::Reflection => Pad::Reflection,
            Pad::Replication => Pad::Replication,
            Pad::Circular => Pad::Circular,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pad;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn every_way_has_its_gradient() {
        for with in [Pad::Constant(0.5), Pad::Reflection, Pad::Replication, Pad::Circular] {
            gradcheck(irregular([2, 3, 4]), |x| x.pad_with([2, 1, 1, 2], with)).unwrap();
            gradcheck(irregular([3, 3]), |x| x.pad_with([0, 2], with)).unwrap();
        }
        gradcheck(irregular([2, 0]), |x| x.pad([2, 1])).unwrap();
        gradcheck(irregular([]), |x| x.pad([])).unwrap();
    }

    #[test]
    fn tokens_are_padded_as_well() {
        assert_eq!(Tensor::from([3_usize, 4]).pad([0, 2]).as_slice(), [3, 4, 0, 0]);
        assert_eq!(Tensor::from([true]).pad_with([1, 0], Pad::Replication).as_slice(), [true, true]);
    }

    #[test]
    fn corners_have_elements_of_both_axes() {
        let x = Tensor::from(ndarray::array![[1.0, 2.0], [3.0, 4.0]]);
        let y = x.pad_with([1, 0, 1, 0], Pad::Circular);
        assert_eq!(y.as_slice(), [4.0, 3.0, 4.0, 2.0, 1.0, 2.0, 4.0, 3.0, 4.0]);
    }
}
