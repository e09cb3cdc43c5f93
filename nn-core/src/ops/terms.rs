//! The factors of a sum of products: tensors whose axes have letters, and whose rank is known at run time only.

use std::array::from_fn;

use crate::autodiff::Place;
use crate::kernels::permute::strides;
use crate::storage::Float;
use crate::tensor::{Tensor, either, fits};

/// A tensor under one axis, with the letters and the sizes that it has.
#[derive(Clone, Debug)]
#[doc(hidden)]
pub struct Term<A: Float> {
    flat: Tensor<1, A>,
    letters: Vec<char>,
    sizes: Vec<usize>,
    strides: Vec<usize>,
}

impl<A: Float> Term<A> {
    pub(super) fn new<const N: usize>(x: &Tensor<N, A>) -> Self {
        let flat = x.clone().alias([x.len()]);
        Term { flat, letters: Vec::new(), sizes: x.shape().to_vec(), strides: strides(x.shape()).to_vec() }
    }

    pub(super) fn letters(&self) -> Vec<char> {
        self.letters.clone()
    }

    pub(super) fn place(&self) -> &Place {
        self.flat.place()
    }

    fn size(&self, letter: char) -> usize {
        self.letters.iter().position(|other| *other == letter).map_or(1, |axis| self.sizes[axis])
    }

    /// Gives the axes their letters; of axes with the same letter remains the diagonal.
    #[track_caller]
    pub(super) fn name(&mut self, equation: &str, i: usize, letters: Vec<char>) {
        let odd = letters.iter().find(|letter| !letter.is_ascii_alphabetic());
        assert!(
            odd.is_none(),
            "einsum: {equation:?} names an axis {:?}, expected a letter",
            odd.unwrap_or(&' ')
        );
        fits!(
            self.flat.place(),
            letters.len() == self.sizes.len(),
            "einsum: {equation:?} names {} axes of operand {i}, which has shape {:?}",
            letters.len(),
            self.sizes
        );
        let mut distinct: Vec<(char, usize, usize)> = Vec::new();
        for (axis, &letter) in letters.iter().enumerate() {
            let (size, stride) = (self.sizes[axis], self.strides[axis]);
            match distinct.iter_mut().find(|(other, ..)| *other == letter) {
                None => distinct.push((letter, size, stride)),
                Some((_, other, sum)) => {
                    fits!(
                        self.flat.place(),
                        *other == size,
                        "einsum: the axes {letter:?} of operand {i} of {equation:?} have sizes {other} and {size}, expected one size"
                    );
                    *sum += stride;
                }
            }
        }
        self.take_diagonal(distinct);
    }

    #[track_caller]
    fn take_diagonal(&mut self, axes: Vec<(char, usize, usize)>) {
        let is_whole = axes.len() == self.sizes.len();
        self.letters = axes.iter().map(|(letter, ..)| *letter).collect();
        self.sizes = axes.iter().map(|(_, size, _)| *size).collect();
        if is_whole {
            return;
        }
        let mut places = vec![0];
        for (_, size, stride) in axes {
            places = places.iter().flat_map(|place| (0..size).map(move |i| place + i * stride)).collect();
        }
        let places = Tensor::from(places).placed_on(&self.flat.device());
        self.flat = self.flat.clone().selected("einsum", 0, &places);
    }

    /// Compares the sizes of the letters that two operands have.
    #[track_caller]
    pub(super) fn agree(&self, other: &Self, equation: &str) {
        for &letter in other.letters.iter().filter(|letter| self.letters.contains(letter)) {
            let (a, b) = (self.size(letter), other.size(letter));
            fits!(
                either(self.flat.place(), other.flat.place()),
                a == b,
                "einsum: the axes {letter:?} of {equation:?} have sizes {a} and {b}, expected one size"
            );
        }
    }

    /// The elements with their axes in the order of these letters, of which each is one of the term's, and their sizes.
    #[track_caller]
    pub(super) fn ordered(self, order: &[char]) -> (Tensor<1, A>, Vec<usize>) {
        let place = |letter: &char| self.letters.iter().position(|other| other == letter);
        let axes: Vec<usize> = order.iter().filter_map(place).collect();
        let sizes = axes.iter().map(|&axis| self.sizes[axis]).collect();
        if axes.is_sorted() {
            return (self.flat, sizes);
        }
        (permuted(self.flat, &self.sizes, &axes), sizes)
    }

    /// The sum over all letters but these.
    #[track_caller]
    pub(super) fn summed(self, kept: &[char]) -> Self {
        let (rest, gone): (Vec<char>, Vec<char>) =
            self.letters.iter().partition(|letter| kept.contains(letter));
        if gone.is_empty() {
            return self;
        }
        let (flat, sizes) = self.ordered(&[rest.clone(), gone].concat());
        let (outer, inner) = sizes.split_at(rest.len());
        let flat = flat.reshape([outer.iter().product(), inner.iter().product::<usize>()]).sum_axis(1);
        Term { flat, letters: rest, sizes: outer.to_vec(), strides: Vec::new() }
    }

    /// The product with another term, summed over all letters but those that are kept: one product of matrices.
    #[track_caller]
    pub(super) fn times(self, other: Self, kept: &[char]) -> Self {
        let left = [kept, &other.letters].concat();
        let right = [kept, &self.letters].concat();
        let (a, b) = (self.summed(&left), other.summed(&right));
        let (shared, only_a): (Vec<char>, Vec<char>) = a.letters.iter().partition(|c| b.letters.contains(c));
        let only_b: Vec<char> = b.letters.iter().copied().filter(|c| !shared.contains(c)).collect();
        let (batch, inner): (Vec<char>, Vec<char>) = shared.into_iter().partition(|c| kept.contains(c));
        let size = |term: &Self, letters: &[char]| letters.iter().map(|&c| term.size(c)).product::<usize>();
        let (blocks, k) = (size(&a, &batch), size(&a, &inner));
        let (m, n) = (size(&a, &only_a), size(&b, &only_b));
        let letters = [&batch[..], &only_a, &only_b].concat();
        let sizes =
            letters.iter().map(|&c| if a.letters.contains(&c) { a.size(c) } else { b.size(c) }).collect();
        let a = a.ordered(&[&batch[..], &only_a, &inner].concat()).0.reshape([blocks, m, k]);
        let b = b.ordered(&[&batch[..], &only_b, &inner].concat()).0.reshape([blocks, n, k]);
        Term { flat: a.matmul_t(b).reshape([blocks * m * n]), letters, sizes, strides: Vec::new() }
    }
}

/// The elements of a tensor of these sizes with its axes in another order.
#[track_caller]
fn permuted<A: Float>(flat: Tensor<1, A>, sizes: &[usize], axes: &[usize]) -> Tensor<1, A> {
    macro_rules! ranks {
        ($($rank:literal)*) => {{
            let n = flat.len();
            match sizes.len() {
                $($rank => flat.reshape::<$rank>(from_fn(|i| sizes[i])).permute(from_fn(|i| axes[i])).reshape([n]),)*
                many => panic!("einsum: {many} axes at once are too many, expected at most 8"),
            }
        }};
    }
    ranks!(2 3 4 5 6 7 8)
}
