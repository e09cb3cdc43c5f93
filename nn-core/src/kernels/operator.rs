//! The operators of two elements.

use super::broadcast::zip_broadcast;
use super::elementwise::{zip, zip_into};
use crate::storage::{Float, scratch};

/// Which of the four.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operator {
    Add,
    Sub,
    Mul,
    Div,
}

macro_rules! function {
    ($operator:expr, |$f:ident| $use:expr) => {
        match $operator {
            Operator::Add => {
                let $f = |a, b| a + b;
                $use
            }
            Operator::Sub => {
                let $f = |a, b| a - b;
                $use
            }
            Operator::Mul => {
                let $f = |a, b| a * b;
                $use
            }
            Operator::Div => {
                let $f = |a, b| a / b;
                $use
            }
        }
    };
}

impl Operator {
    /// `a ∘ b` in place of `a`.
    pub(super) fn into_left<A: Float>(self, a: &mut [A], b: &[A]) {
        function!(self, |f| zip(a, b, f));
    }

    /// `a ∘ b` in place of `b`.
    pub(super) fn into_right<A: Float>(self, a: &[A], b: &mut [A]) {
        function!(self, |f| zip(b, a, |b, a| f(a, b)));
    }

    /// `a ∘ b` of arrays of one shape.
    pub(super) fn operate<A: Float>(self, a: &[A], b: &[A]) -> Vec<A> {
        let mut c = scratch(a.len());
        self.operate_into(a, b, &mut c);
        c
    }

    /// The same in the place of what was in `c`.
    pub(super) fn operate_into<A: Float>(self, a: &[A], b: &[A], c: &mut [A]) {
        function!(self, |f| zip_into(a, b, c, f));
    }

    /// `a ∘ b` of arrays that are stretched over the shape of the result.
    pub(super) fn operate_broadcast<A: Float>(
        self,
        a: (&[A], &[usize]),
        b: (&[A], &[usize]),
        shape: &[usize],
    ) -> Vec<A> {
        let mut c = scratch(shape.iter().product());
        function!(self, |f| zip_broadcast(a, b, &mut c, f));
        c
    }
}
