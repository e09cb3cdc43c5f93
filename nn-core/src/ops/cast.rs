//! Elements of another type.

use crate::kernels::elementwise;
use crate::operation::Operation;
use crate::storage::{Element, scratch};
use crate::tensor::{Op, Tensor};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The same numbers as elements of another type, as in
    /// [`torch.Tensor.to(dtype)`](https://docs.pytorch.org/docs/2.8/generated/torch.Tensor.to.html), by the rules of Rust's
    /// `as`: from a float to an integer towards zero, to the nearest number that there is, and from NaN to 0; from an
    /// integer to another what the lowest bits say. A mask is 1 where it is true, and true where a number is not 0.
    ///
    /// A gradient goes from a float back to a float; any other result is data.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([-1.5_f32, 2.9]).cast::<i64>().as_slice(), [-1, 2]);
    /// assert_eq!(Tensor::from([true, false]).cast::<f32>().as_slice(), [1.0, 0.0]);
    /// ```
    #[doc(alias = "to")]
    #[doc(alias = "float")]
    #[doc(alias = "long")]
    #[track_caller]
    pub fn cast<B: Element>(self) -> Tensor<N, B> {
        // Nothing goes back from an integer, so nothing need be recorded.
        let x = if B::DTYPE.is_float() { self } else { self.detach() };
        let mut op = Op::named("cast");
        let input = op.input(&x);
        op.means(|| Operation::Cast);
        op.run(
            x.shape(),
            |keep| (x.cast_values::<B>(), keep.nothing()),
            move |(), dy: Tensor<N, B>, grads| grads.add(input, dy.cast_values::<A>()),
        )
    }

    fn cast_values<B: Element>(&self) -> Tensor<N, B> {
        let mut y = scratch(self.len());
        elementwise::map_into(self.as_slice(), &mut y, |x| B::from_number(x.number()));
        Tensor::new(self.shape(), y)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn a_gradient_goes_through_floats() {
        gradcheck(irregular([5]), |x| x.cast::<f64>() * 2.0).unwrap();
        let x = crate::Tape::new(0).input([1.0_f32, 2.0]).requires_grad();
        let y = x.clone().cast::<f64>();
        assert_eq!((&y * &y).sum().backward().wrt(&x).unwrap().as_slice(), [2.0_f32, 4.0]);
        assert!(x.clone().cast::<i64>().tape().is_some());
    }

    #[test]
    fn numbers_keep_what_they_can() {
        let x = Tensor::from([f32::NAN, -1.0, 1e30, 3.7]);
        assert_eq!(x.clone().cast::<usize>().as_slice(), [0, 0, usize::MAX, 3]);
        assert_eq!(x.clone().cast::<bool>().as_slice(), [true; 4]);
        assert_eq!(Tensor::from([usize::MAX, 7]).cast::<i64>().as_slice(), [-1, 7]);
        assert_eq!(Tensor::from([i64::MAX, -1]).cast::<f32>().as_slice(), [i64::MAX as f32, -1.0]);
        assert_eq!(Tensor::from([0_usize, 2]).cast::<bool>().cast::<f64>().as_slice(), [0.0, 1.0]);
    }
}
