//! Operations of two tensors, and of parts.

use super::{Case, Given, made, real};
use crate::Tensor;
use crate::shape::follow::{self, List, Shape, Span};

impl Given {
    pub(super) fn pairs(&self) -> Vec<Case> {
        let near = self.near();
        let (x, y) = (|| Tensor::<3>::zeros(self.a), || Tensor::<3>::zeros(near));
        let flat = [near[1], near[2]];
        let (s, t, u) = (Shape::new(&self.a), Shape::new(&near), Shape::new(&flat));
        let z = || Tensor::<2>::zeros(flat);
        let product = [if self.small[3] > 0 { self.a[0] } else { 1 }, self.a[2], self.b[2]];
        let (p, q) = (|| Tensor::<3>::zeros(product), Shape::new(&product));
        let by = [product[0], product[2], product[1]];
        let range = self.small[4]..self.small[5];
        let span =
            Span { start: Some(self.small[4] as isize), end: Some(self.small[5] as isize), is_closed: false };
        let part = |axis: isize| {
            let mut part = self.a;
            if let Some(size) = part.get_mut(axis.rem_euclid(3) as usize) {
                *size = range.len();
            }
            part
        };
        let (axis, written) = (self.axis, part(self.axis));
        let (list, indices) = (List::of(&[s, t, s]), Tensor::from_fn([2], |_| 0usize));
        let list = list.expect("a short list");
        vec![
            ("+", real(|| x() + y()), made(follow::beside("", s, t))),
            ("+ of a smaller rank", real(|| x() + z()), made(follow::beside("", s, u))),
            ("+ of a larger rank", real(|| z() * x()), made(follow::beside("", u, s))),
            ("maximum", real(|| x().maximum(y())), made(follow::beside("", s, t))),
            ("broadcast_to", real(|| x().broadcast_to(near)), made(follow::broadcast_to("", s, t))),
            ("expand to a larger rank", real(|| z().expand(self.a)), made(follow::broadcast_to("", u, s))),
            (
                "masked_fill",
                real(|| x().masked_fill(&Tensor::<3, bool>::full(near, true), 0.0)),
                made(follow::broadcast_onto("", s, t)),
            ),
            ("matmul", real(|| x().matmul(p())), made(follow::matmul(s, q))),
            ("matmul that may not fit", real(|| x().matmul(y())), made(follow::matmul(s, t))),
            (
                "matmul_t",
                real(|| x().matmul_t(Tensor::<3>::zeros(by))),
                made(follow::matmul_t(s, Shape::new(&by))),
            ),
            ("matmul of a smaller rank", real(|| x().matmul(z())), made(follow::matmul(s, u))),
            ("slice", real(|| x().slice(axis, range.clone())), made(follow::slice(s, axis, span))),
            (
                "with_slice",
                real(|| x().with_slice(axis, range.clone(), Tensor::<3>::zeros(written))),
                made(follow::with_slice(s, axis, span, Shape::new(&written))),
            ),
            ("at", real(|| x().at(axis, self.other)), made(follow::at(s, axis, self.other))),
            ("concat", real(|| Tensor::concat(&[x(), y(), x()], axis)), made(follow::concat(list, axis))),
            ("stack", real(|| Tensor::stack(&[x(), y(), x()], axis)), made(follow::stack(list, axis))),
            (
                "pad",
                real(|| x().pad([self.small[0], 1, 0, self.small[1]])),
                made(follow::pad(s, Shape::new(&[self.small[0], 1, 0, self.small[1]]))),
            ),
            (
                "index_select",
                real(|| x().index_select(axis, &indices)),
                made(follow::index_select(s, axis, Shape::new(&[2]))),
            ),
            (
                "outer",
                real(|| Tensor::<1>::zeros([near[0]]).outer(Tensor::<1>::zeros([near[1]]))),
                made(follow::outer(Shape::new(&[near[0]]), Shape::new(&[near[1]]))),
            ),
            (
                "dot",
                real(|| Tensor::<1>::zeros([self.a[0]]).dot(Tensor::<1>::zeros([near[0]]))),
                made(follow::dot(Shape::new(&[self.a[0]]), Shape::new(&[near[0]]))),
            ),
            ("one_hot", real(|| Tensor::<3, usize>::zeros(self.a).one_hot(4)), made(follow::one_hot(s, 4))),
        ]
    }
}
