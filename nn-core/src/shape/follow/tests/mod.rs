//! What the constant functions say is what the operations do: random shapes and arguments, most of which fit.

mod image;
mod pairs;
mod weighted;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::prelude::*;

use super::{List, Made, Shape, Span};
use crate::Tensor;

/// The shape of what an operation gives, or nothing if it panics.
fn real<const N: usize, A: crate::Element>(run: impl FnOnce() -> Tensor<N, A>) -> Option<Vec<usize>> {
    catch_unwind(AssertUnwindSafe(|| run().shape().to_vec())).ok()
}

fn reals<const N: usize>(run: impl FnOnce() -> Vec<Tensor<N>>) -> Option<Vec<Vec<usize>>> {
    catch_unwind(AssertUnwindSafe(|| run().iter().map(|part| part.shape().to_vec()).collect())).ok()
}

fn made(made: Made) -> Option<Vec<usize>> {
    made.ok().map(|shape| shape.as_slice().to_vec())
}

fn listed(list: Result<List, super::Message>) -> Option<Vec<Vec<usize>>> {
    list.ok().map(|list| list.as_slice().iter().map(|shape| shape.as_slice().to_vec()).collect())
}

/// One case of every operation: its name, what it does and what is said of it.
type Case = (&'static str, Option<Vec<usize>>, Option<Vec<usize>>);

#[derive(Clone, Debug)]
struct Given {
    a: [usize; 3],
    b: [usize; 3],
    /// An axis, which may be none, from either end.
    axis: isize,
    other: isize,
    order: [usize; 3],
    small: [usize; 6],
}

impl Given {
    fn any() -> impl Strategy<Value = Given> {
        let size = || 1usize..4;
        let shape = || [size(), size(), size()];
        let small = proptest::array::uniform6(0usize..4);
        (shape(), shape(), -4isize..5, -4isize..5, proptest::array::uniform3(0usize..3), small)
            .prop_map(|(a, b, axis, other, order, small)| Given { a, b, axis, other, order, small })
    }

    /// A shape that often fits: that of `a` with some axes of `b`.
    fn near(&self) -> [usize; 3] {
        std::array::from_fn(|i| match self.small[i] {
            0 => self.b[i],
            1 => 1,
            _ => self.a[i],
        })
    }

    fn axes(&self) -> Vec<Case> {
        let (x, s) = (|| Tensor::<3>::zeros(self.a), Shape::new(&self.a));
        let (axis, other) = (self.axis, self.other);
        let sizes = [self.a[0] * self.small[0], self.a[1], self.small[1]];
        let mut cases = vec![
            ("sum_axis", real(|| x().sum_axis(axis)), made(super::reduce("", s, axis))),
            ("argmax", real(|| x().argmax(axis)), made(super::reduce("", s, axis))),
            ("var_keepdim", real(|| x().var_keepdim(axis)), made(super::keepdim("", s, axis))),
            ("softmax", real(|| x().softmax(axis)), made(super::along("", s, axis))),
            ("insert_axis", real(|| x().insert_axis(axis)), made(super::insert_axis("", s, axis))),
            ("remove_axis", real(|| x().remove_axis(axis)), made(super::remove_axis("", s, axis))),
            ("transpose", real(|| x().transpose(axis, other)), made(super::transpose("", s, axis, other))),
            ("permute", real(|| x().permute(self.order)), made(super::permute(s, Shape::new(&self.order)))),
            ("reshape", real(|| x().reshape(sizes)), made(super::reshape(s, Shape::new(&sizes)))),
            ("flatten", real(|| x().flatten()), made(super::flatten(s))),
            ("glu", real(|| x().glu(axis)), made(super::glu(s, axis))),
            ("tril", real(|| x().tril(0)), made(super::matrix("", s))),
            ("sum", real(|| x().sum()), Some(super::whole(s).as_slice().to_vec())),
            ("repeat", real(|| x().repeat(self.b)), made(super::repeat(s, Shape::new(&self.b)))),
            ("topk", real(|| x().topk(self.small[0], axis).0), made(super::topk(s, self.small[0], axis))),
        ];
        // A size that is left out, beside one that may not divide.
        let left_out = [self.small[2] as isize, -1, self.b[0] as isize];
        let asked = Shape::new(&left_out.map(|size| size as usize));
        cases.push(("reshape with -1", real(|| x().reshape(left_out)), made(super::reshape(s, asked))));
        cases
    }

    fn special(&self) -> Vec<Case> {
        let near = self.near();
        let (x, y) = (|| Tensor::<3>::zeros(self.a), || Tensor::<3>::zeros(near));
        let (s, t, by, axis) = (Shape::new(&self.a), Shape::new(&near), self.small[0], self.axis);
        let channels = [self.a[0] * by.max(1) * by.max(1), self.a[1], self.a[2]];
        let large = [self.a[0], self.a[1] * by.max(1), self.a[2] * by.max(1)];
        let four = |sizes: [usize; 3], keys: usize, size: usize| [sizes[0], sizes[1], keys, size];
        let [q, k, v] = [
            four(self.a, self.a[2], self.b[0]),
            four(near, self.b[1], self.b[0]),
            four(near, self.b[1], self.b[2]),
        ];
        let tensor = Tensor::<4>::zeros;
        vec![
            (
                "pixel_shuffle",
                real(|| Tensor::<3>::zeros(channels).pixel_shuffle(by)),
                made(super::pixel_shuffle(Shape::new(&channels), by)),
            ),
            (
                "pixel_shuffle that may not fit",
                real(|| x().pixel_shuffle(by)),
                made(super::pixel_shuffle(s, by)),
            ),
            (
                "pixel_unshuffle",
                real(|| Tensor::<3>::zeros(large).pixel_unshuffle(by)),
                made(super::pixel_unshuffle(Shape::new(&large), by)),
            ),
            (
                "pixel_unshuffle that may not fit",
                real(|| x().pixel_unshuffle(by)),
                made(super::pixel_unshuffle(s, by)),
            ),
            (
                "gather",
                real(|| x().gather(axis, &Tensor::<3, usize>::zeros(near))),
                made(super::gather(s, axis, t)),
            ),
            ("cdist", real(|| x().cdist(y())), made(super::cdist(s, t))),
            (
                "scaled_dot_product_attention",
                real(|| {
                    tensor(q).scaled_dot_product_attention(
                        tensor(k),
                        tensor(v),
                        &crate::ops::AttentionOptions::new(),
                    )
                }),
                made(super::scaled_dot_product_attention(
                    Shape::new(&q),
                    Shape::new(&k),
                    Shape::new(&v),
                    None,
                )),
            ),
        ]
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn shapes_are_those_of_the_operations(given in Given::any()) {
        for (name, real, said) in given.axes().into_iter().chain(given.pairs()).chain(given.special()) {
            prop_assert_eq!(real, said, "{}", name);
        }
    }

    #[test]
    fn shapes_are_those_of_the_functions_with_weights(given in Given::any()) {
        for (name, real, said) in given.weighted().into_iter().chain(given.convolutions()).chain(given.images()) {
            prop_assert_eq!(real, said, "{}", name);
        }
    }

    #[test]
    fn sums_of_products_are_those_that_are_named(
        equation in "[abc ]{2,4},[abc ]{2,4}(->[abc ]{0,3})?", a in [1usize..3, 1usize..3], b in [1usize..3, 1usize..3]
    ) {
        let list = List::of(&[Shape::new(&a), Shape::new(&b)]).expect("a short list");
        let said = made(super::einsum(&equation, list));
        let (x, y) = (Tensor::<2>::zeros(a), Tensor::<2>::zeros(b));
        // The rank of the result is the type's: of one alone, if the equation is right.
        let of_any_rank = [
            real(|| Tensor::<0>::einsum(&equation, (&x, &y))),
            real(|| Tensor::<1>::einsum(&equation, (&x, &y))),
            real(|| Tensor::<2>::einsum(&equation, (&x, &y))),
            real(|| Tensor::<3>::einsum(&equation, (&x, &y))),
            real(|| Tensor::<4>::einsum(&equation, (&x, &y))),
        ];
        let real = of_any_rank.into_iter().flatten().next();
        prop_assert_eq!(real, said, "{}", equation);
    }

    #[test]
    fn parts_are_those_of_the_operations(given in Given::any()) {
        let (x, s, axis) = (|| Tensor::<3>::zeros(given.a), Shape::new(&given.a), given.axis);
        let (each, sizes) = (given.small[0], [given.small[1], given.small[2]]);
        prop_assert_eq!(reals(|| x().split(each, axis)), listed(super::split(s, each, axis)));
        prop_assert_eq!(reals(|| x().chunk(each, axis)), listed(super::chunk(s, each, axis)));
        prop_assert_eq!(
            reals(|| x().split(sizes, axis)),
            listed(super::split_by(s, Shape::new(&sizes), axis))
        );
        prop_assert_eq!(reals(|| x().unbind(axis)), listed(super::unbind(s, axis)));
    }

    #[test]
    fn ranges_are_those_of_the_operations(
        start in -4isize..5, end in -4isize..5, form in 0..6, sizes in [1usize..4, 1usize..4]
    ) {
        let x = || Tensor::<2>::zeros(sizes);
        let (some, none) = (Some, None);
        let (span, real) = match form {
            0 => (Span { start: some(start), end: some(end), is_closed: false }, real(|| x().slice(1, start..end))),
            1 => (Span { start: some(start), end: none, is_closed: false }, real(|| x().slice(1, start..))),
            2 => (Span { start: none, end: some(end), is_closed: false }, real(|| x().slice(1, ..end))),
            3 => (Span { start: some(start), end: some(end), is_closed: true }, real(|| x().slice(1, start..=end))),
            4 => (Span { start: none, end: some(end), is_closed: true }, real(|| x().slice(1, ..=end))),
            _ => (Span { start: none, end: none, is_closed: false }, real(|| x().slice(1, ..))),
        };
        prop_assert_eq!(real, made(super::slice(Shape::new(&sizes), 1, span)));
    }
}

/// A batch that is neither of the two says as much as they.
#[test]
fn the_batch_stays_first() {
    let of = |batch: usize, sizes: &[usize]| super::with_batch(batch, Shape::new(sizes));
    let [first, second] = super::BATCHES;
    let both = |sizes: &[usize], others: &[usize]| super::both(of(first, sizes), of(second, others), false);
    assert_eq!(both(&[4, 8], &[4, 8]).unwrap(), [4, 8]);
    assert_eq!(both(&[4, 8], &[4, 8]).unwrap().batch(), 0);
    let message = both(&[4, 8], &[4, 9]).unwrap_err();
    assert_eq!(message.as_str(), "the forward gives [batch, 4, 8], whose size depends on the batch");
    let swapped = Shape::new(&[4, first]).of_batch(first);
    let message = super::both(swapped, Shape::new(&[4, second]).of_batch(second), false).unwrap_err();
    assert_eq!(message.as_str(), "the forward gives [4, batch], whose first axis is not the batch");
}

#[test]
fn a_list_holds_so_many() {
    let mut list = List::new();
    for i in 0..128 {
        list = list.and(Shape::new(&[i])).expect("room");
    }
    assert_eq!((list.len(), list.get(127).unwrap().size(0)), (128, 127));
    assert!(list.and(Shape::new(&[])).is_err());
    assert!(list.get(128).is_err());
    assert_eq!(list.shorter().last().unwrap(), [126]);
    assert!(List::new().last().is_err());
}

#[test]
fn what_methods_mention_is_found_through_others() {
    use super::{Mentions, mention};
    const INNER: Mentions = Mentions { fields: &["c"], methods: &[] };
    const OUTER: Mentions = Mentions { fields: &["a", "b"], methods: &[Some(&INNER)] };
    for (field, is_mentioned) in [("a", true), ("b", true), ("c", true), ("d", false), ("", false)] {
        assert_eq!(mention(field, &[Some(&OUTER)]), is_mentioned, "{field}");
    }
    // One that is not followed may use anything.
    assert!(mention("d", &[Some(&OUTER), None]));
    assert!(!mention("a", &[]));
}
