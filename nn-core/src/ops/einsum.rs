//! Sums of products by Einstein's convention.

use super::terms::Term;
use crate::storage::Float;
use crate::tensor::{Tensor, fits};

/// The operands of [`Tensor::einsum`]: a slice of references to tensors of one rank, or a tuple of references to
/// tensors of any.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are no operands of `einsum`",
    label = "expected `&[&x, &y]`, or a tuple `(&x, &y)` for tensors of several ranks"
)]
pub trait Operands<A: Float> {
    #[doc(hidden)]
    fn terms(self) -> Vec<Term<A>>;
}

impl<const N: usize, A: Float> Operands<A> for &[&Tensor<N, A>] {
    fn terms(self) -> Vec<Term<A>> {
        self.iter().map(|x| Term::new(x)).collect()
    }
}

impl<const N: usize, const K: usize, A: Float> Operands<A> for &[&Tensor<N, A>; K] {
    fn terms(self) -> Vec<Term<A>> {
        self.as_slice().terms()
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*))*) => {$(
        #[allow(non_snake_case, reason = "a constant of each operand")]
        impl<A: Float, $(const $name: usize),*> Operands<A> for ($(&Tensor<$name, A>,)*) {
            fn terms(self) -> Vec<Term<A>> {
                vec![$(Term::new(self.$index)),*]
            }
        }
    )*};
}

tuples!((I 0) (I 0, J 1) (I 0, J 1, K 2) (I 0, J 1, K 2, L 3));

impl<const M: usize, A: Float> Tensor<M, A> {
    /// The sum of products that an equation names, as
    /// [`torch.einsum`](https://docs.pytorch.org/docs/2.8/generated/torch.einsum.html): a letter for each axis of each operand,
    /// and those of the result behind `->`. What the result does not name is summed over. Without `->` the result has the
    /// letters that stand once, in alphabetical order. Each pair of operands, from the left, is one product of matrices. There
    /// is no `...`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([[1.0, 2.0], [3.0, 4.0]]);
    /// let y: Tensor<2> = Tensor::einsum("ij,kj->ik", &[&x, &x]); // x · xᵀ
    /// assert_eq!(y.as_slice(), [5.0, 11.0, 11.0, 25.0]);
    /// let trace: Tensor<0> = Tensor::einsum("ii->", &[&x]);
    /// assert_eq!(trace.item(), 5.0);
    ///
    /// // Operands of several ranks are a tuple.
    /// let (q, k) = (Tensor::<3>::zeros([8, 5, 4]), Tensor::<2>::zeros([7, 4]));
    /// let scores: Tensor<3> = Tensor::einsum("bqd,kd->bqk", (&q, &k));
    /// assert_eq!(scores.shape(), [8, 5, 7]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the equation has not the number of operands, of their axes or of the axes of the result, names an axis of the result
    /// that no operand has, or one letter stands for axes of different sizes.
    #[track_caller]
    pub fn einsum(equation: &str, operands: impl Operands<A>) -> Self {
        let operands = operands.terms();
        let (inputs, output) = read(equation);
        let count = operands.len();
        assert!(
            count > 0 && inputs.len() == count,
            "einsum: {equation:?} names {} operands, got {count}",
            inputs.len()
        );
        let mut terms: Vec<Term<A>> = Vec::with_capacity(count);
        for (i, (mut operand, letters)) in operands.into_iter().zip(inputs).enumerate() {
            operand.name(equation, i, letters);
            for other in &terms {
                other.agree(&operand, equation);
            }
            terms.push(operand);
        }
        let mut terms = terms.into_iter();
        let mut product = terms.next().expect("there are operands");
        while let Some(next) = terms.next() {
            let later = terms.as_slice().iter().flat_map(|term| term.letters());
            let kept: Vec<char> = output.iter().copied().chain(later).collect();
            product = product.times(next, &kept);
        }
        finish(product.summed(&output), equation, &output)
    }
}

/// The letters of each operand and of the result.
fn read(equation: &str) -> (Vec<Vec<char>>, Vec<char>) {
    let letters = |part: &str| part.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let (inputs, output) = match equation.split_once("->") {
        Some((inputs, output)) => (inputs, Some(letters(output))),
        None => (equation, None),
    };
    let inputs: Vec<Vec<char>> = inputs.split(',').map(letters).collect();
    let all = inputs.concat();
    let mut once: Vec<char> =
        all.iter().copied().filter(|c| all.iter().filter(|other| *other == c).count() == 1).collect();
    once.sort_unstable();
    (inputs, output.unwrap_or(once))
}

#[track_caller]
fn finish<const M: usize, A: Float>(term: Term<A>, equation: &str, output: &[char]) -> Tensor<M, A> {
    let known = term.letters();
    let is_new = |(i, letter): (usize, &char)| known.contains(letter) && !output[..i].contains(letter);
    let place = term.place().clone();
    fits!(
        &place,
        output.iter().enumerate().all(is_new),
        "einsum: {equation:?} must name each axis of the result once, and one that an operand has"
    );
    fits!(
        &place,
        output.len() == M,
        "einsum: the result of {equation:?} has {} axes, but a tensor of rank {M} is asked for",
        output.len()
    );
    let (flat, sizes) = term.ordered(output);
    flat.reshape(sizes.try_into().expect("the number of axes was compared"))
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn products_and_sums() {
        let (x, y) = (irregular([3, 4]), irregular([5, 4]) * 2.0);
        gradcheck(x.clone(), |x| -> Tensor<2, f64> { Tensor::einsum("ij,kj->ik", &[&x, &y]) }).unwrap();
        gradcheck(y.clone(), |y| -> Tensor<2, f64> { Tensor::einsum("ij,kj->ki", &[&x, &y]) }).unwrap();
        let same: Tensor<2, f64> = Tensor::einsum("ij, kj", &[&x, &y]);
        assert_eq!(same, x.clone().matmul_t(&y));
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        let sum: Tensor<0, f64> = Tensor::einsum("ij->", &[&x]);
        assert!(near(sum.item(), x.clone().sum().item()));
        let outer: Tensor<4, f64> = Tensor::einsum("ab,cd->dacb", &[&x, &y]);
        assert!(near(outer[[3, 2, 4, 1]], x[[2, 1]] * y[[4, 3]]));
        assert_eq!(Tensor::<2, f64>::einsum("ij->ji", &[&x]), x.t());
    }

    #[test]
    fn batches_of_several_operands() {
        let (a, b, c) = (irregular([2, 3, 4]), irregular([4, 5]), irregular([2, 5]));
        let f = |a: &Tensor<3, f64>, b: &Tensor<2, f64>, c: &Tensor<2, f64>| -> Tensor<2, f64> {
            Tensor::einsum("bij,jk,bk->bi", (a, b, c))
        };
        gradcheck(a.clone(), |a| f(&a, &b, &c)).unwrap();
        gradcheck(b.clone(), |b| f(&a, &b, &c)).unwrap();
        gradcheck(c.clone(), |c| f(&a, &b, &c)).unwrap();
        let want = (a.clone().matmul(&b) * c.clone().insert_axis(1)).sum_axis(2);
        let got = f(&a, &b, &c);
        assert!((got - want).abs().max().item() < 1e-12);
    }

    #[test]
    fn a_letter_twice_is_a_diagonal() {
        let x = irregular([3, 2, 3]);
        gradcheck(x.clone(), |x| -> Tensor<2, f64> { Tensor::einsum("iji->ji", &[&x]) }).unwrap();
        let diagonal: Tensor<2, f64> = Tensor::einsum("iji->ji", &[&x]);
        assert_eq!(diagonal[[1, 2]], x[[2, 1, 2]]);
    }

    #[test]
    fn squares_keep_both_letters() {
        let x = irregular([3, 4]);
        let squares: Tensor<2, f64> = Tensor::einsum("ij,ij->ij", &[&x, &x]);
        assert_eq!(squares, x.square());
    }
}
