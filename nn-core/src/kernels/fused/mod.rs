//! Functions of single elements that wait until somebody looks at their results: chains of them are computed a piece at a
//! time, in the first-level cache, in one pass over the memory.

mod convolution;
mod operand;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::operand::{Operand, stretched};
use super::channel_norm::{ChannelNorm, Statistics};
use super::channels::{affine_piece, affine_piece_in_place};
use super::operator::Operator;
use super::reduce::AxisSizes;
use super::unary::Unary;
use crate::storage::{Compute, Finish, Float, PIECE, SharedStorage};

/// Below this many elements the results stay in the caches, where a pass for each function costs little.
const FEWEST: usize = 64 * 1024;

/// A function of single elements and what it is computed from.
#[derive(Debug)]
enum Fused<A: Float> {
    /// `f(x)`
    Unary(Unary, Operand<A>),
    /// The gradient of the argument of `f`, of that of its result and what was kept.
    Backward(Unary, [Operand<A>; 2]),
    /// `a ∘ b`
    Binary(Operator, [Operand<A>; 2]),
    /// `x · scale + shift`, with a factor and a summand for each channel.
    Affine(Operand<A>, Affine<A>),
}

#[derive(Debug)]
struct Affine<A> {
    scale: Vec<A>,
    shift: Vec<A>,
    axis_sizes: AxisSizes,
}

impl<A: Float> Affine<A> {
    fn write(&self, x: &Operand<A>, at: usize, to: &mut [A]) {
        let Affine { scale, shift, axis_sizes } = self;
        match x.held(at, to.len()) {
            Some(x) => affine_piece(at, x, to, scale, shift, *axis_sizes),
            None => {
                x.write(at, to);
                affine_piece_in_place(at, to, scale, shift, *axis_sizes);
            }
        }
    }
}

impl<A: Float> Fused<A> {
    fn operands(&self) -> &[Operand<A>] {
        match self {
            Fused::Unary(_, x) | Fused::Affine(x, _) => std::slice::from_ref(x),
            Fused::Backward(_, operands) | Fused::Binary(_, operands) => operands,
        }
    }

    /// So many elements, once somebody looks at them.
    fn later(self, len: usize) -> Option<SharedStorage<A>> {
        Some(SharedStorage::pending(len, Arc::new(self)))
    }
}

impl<A: Float> Compute<A> for Fused<A> {
    fn write(&self, at: usize, to: &mut [A]) {
        match self {
            Fused::Unary(f, x) => f.write(x, at, to),
            Fused::Backward(f, operands) => f.write_backward(operands, at, to),
            Fused::Binary(operator, operands) => operator.write(operands, at, to),
            Fused::Affine(x, affine) => affine.write(x, at, to),
        }
    }

    fn at_a_time(&self) -> usize {
        if self.operands().iter().all(Operand::is_held) { usize::MAX } else { PIECE }
    }

    fn steps(&self) -> usize {
        1 + self.operands().iter().map(Operand::steps).sum::<usize>()
    }

    fn is_cheap(&self) -> bool {
        let is_cheap = match self {
            Fused::Unary(f, _) | Fused::Backward(f, _) => f.is_cheap(),
            Fused::Binary(..) | Fused::Affine(..) => true,
        };
        is_cheap && self.operands().iter().all(Operand::is_cheap)
    }

    fn is_together(&self) -> bool {
        !matches!(self, Fused::Backward(..)) && self.operands().iter().any(Operand::is_together)
    }

    /// The function goes over the elements of an operand that are computed together, as soon as some of them are there.
    fn together(&self, finish: Finish<'_, A>) -> Option<Vec<A>> {
        match self {
            Fused::Unary(f, x) => x.together(&|at, to| {
                A::map(*f, to);
                finish(at, to);
            }),
            Fused::Affine(x, Affine { scale, shift, axis_sizes }) => x.together(&|at, to| {
                affine_piece_in_place(at, to, scale, shift, *axis_sizes);
                finish(at, to);
            }),
            Fused::Binary(operator, [a, b]) => {
                let left = a.together(&|at, to| {
                    b.read(at, to.len(), |b| A::into_left(*operator, to, b));
                    finish(at, to);
                });
                left.or_else(|| {
                    b.together(&|at, to| {
                        a.read(at, to.len(), |a| A::into_right(*operator, a, to));
                        finish(at, to);
                    })
                })
            }
            Fused::Backward(..) => None,
        }
    }
}

/// Whether a function of these elements is worth waiting: of many, and not if the result can take their place, which is
/// likely to be in the caches.
fn waits<A: Float>(x: &SharedStorage<A>) -> bool {
    x.len() >= FEWEST && x.is_here() && !x.is_free()
}

// What is in memory is read by the function itself: to copy it first would take as long again.

impl Unary {
    fn write<A: Float>(self, x: &Operand<A>, at: usize, to: &mut [A]) {
        match x.held(at, to.len()) {
            Some(x) => A::map_into(self, x, to),
            None => {
                x.write(at, to);
                A::map(self, to);
            }
        }
    }

    fn write_backward<A: Float>(self, [dy, kept]: &[Operand<A>; 2], at: usize, to: &mut [A]) {
        kept.read(at, to.len(), |kept| match dy.held(at, to.len()) {
            Some(dy) => A::map_backward_into(self, dy, kept, to),
            None => {
                dy.write(at, to);
                A::map_backward(self, to, kept);
            }
        });
    }

    /// Whether it takes no longer than to read the element: for arithmetic and comparisons alone.
    fn is_cheap(self) -> bool {
        matches!(
            self,
            Unary::Relu
                | Unary::LeakyRelu { .. }
                | Unary::Hardtanh { .. }
                | Unary::Clamp { .. }
                | Unary::Threshold { .. }
                | Unary::Abs
                | Unary::Sign
                | Unary::Shift { .. }
                | Unary::Scale { .. }
                | Unary::Affine { .. }
                | Unary::Negate
        )
    }

    /// `f(x)`, if there are many elements.
    pub(super) fn map_later<A: Float>(self, x: &SharedStorage<A>) -> Option<SharedStorage<A>> {
        // Fewer elements that stand for all are computed at once.
        let waits = waits(x) && x.as_repeated().is_none();
        waits.then(|| Fused::Unary(self, Operand::of(x)))?.later(x.len())
    }

    /// The gradient of the argument, of that of the result and what was kept, if there are many elements.
    pub(super) fn backward_later<A: Float>(
        self,
        dy: &SharedStorage<A>,
        kept: &SharedStorage<A>,
    ) -> Option<SharedStorage<A>> {
        assert_eq!(dy.len(), kept.len(), "a gradient and what was kept");
        dy.compute_together();
        kept.compute_together();
        (waits(dy) && kept.is_here())
            .then(|| Fused::Backward(self, [Operand::of(dy), Operand::of(kept)]))?
            .later(dy.len())
    }
}

impl Operator {
    fn write<A: Float>(self, operands: &[Operand<A>; 2], at: usize, to: &mut [A]) {
        let (mut at, mut to) = (at, to);
        while !to.is_empty() {
            let [a, b] = operands.each_ref().map(|operand| operand.run(at));
            let part;
            (part, to) = to.split_at_mut(a.min(b).min(to.len()));
            self.write_run(operands, at, part);
            at += part.len();
        }
    }

    fn write_run<A: Float>(self, [a, b]: &[Operand<A>; 2], at: usize, to: &mut [A]) {
        match (a.held(at, to.len()), b.held(at, to.len())) {
            (Some(a), Some(b)) => A::operate_into(self, a, b, to),
            (Some(a), None) => {
                b.write(at, to);
                A::into_right(self, a, to);
            }
            (None, _) => {
                a.write(at, to);
                b.read(at, to.len(), |b| A::into_left(self, to, b));
            }
        }
    }

    /// `a ∘ b` of arrays that are stretched over the shape of the result, if that has many elements and the arrays are
    /// stretched in a simple way.
    pub(super) fn operate_later<A: Float>(
        self,
        a: (&SharedStorage<A>, &[usize]),
        b: (&SharedStorage<A>, &[usize]),
        shape: &[usize],
    ) -> Option<SharedStorage<A>> {
        let len = shape.iter().product();
        let can_be_replaced = |(x, of): (&SharedStorage<A>, &[usize])| x.is_free() && of == shape;
        let goes_on = [a.0, b.0].into_iter().any(|x| x.as_pending().is_some());
        let waits = goes_on || !(can_be_replaced(a) || can_be_replaced(b));
        if a.0.as_pending().is_some_and(|how| how.is_together()) {
            // The elements of one are finished by the others.
            b.0.compute_together();
        }
        (waits && len >= FEWEST && a.0.is_here() && b.0.is_here())
            .then(|| Some(Fused::Binary(self, [stretched(a, shape)?, stretched(b, shape)?])))??
            .later(len)
    }
}

impl ChannelNorm {
    /// `(x − mean) / √(variance + eps) · weight + bias`, if there are many elements.
    pub(crate) fn forward_later<A: Float>(
        self,
        x: &SharedStorage<A>,
        of: Statistics<'_, A>,
        bias: Option<&[A]>,
    ) -> Option<SharedStorage<A>> {
        if !waits(x) {
            return None;
        }
        let (scale, shift) = self.scale_and_shift(of, bias);
        let affine = Affine { scale, shift, axis_sizes: self.axis_sizes };
        Fused::Affine(Operand::of(x), affine).later(x.len())
    }
}
