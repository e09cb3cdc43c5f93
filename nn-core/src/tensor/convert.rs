//! To and from ndarray, without a copy where the memory is row-major and held once.

use ndarray::{Array, ArrayBase, ArrayView, Data, Dim, Dimension, IntoDimension, Ix};

use super::Tensor;
use crate::storage::Element;

impl<const N: usize, A: Element> Tensor<N, A>
where
    Dim<[Ix; N]>: Dimension,
    [usize; N]: IntoDimension<Dim = Dim<[Ix; N]>>,
{
    /// The tensor as ndarray's array, without a copy if nobody else holds the memory.
    #[doc(alias = "numpy")]
    #[track_caller]
    pub fn into_array(self) -> Array<A, Dim<[Ix; N]>> {
        let shape = self.shape.into_dimension();
        Array::from_shape_vec(shape, self.into_vec()).expect("a tensor's memory fits its shape")
    }

    /// The elements as ndarray's array, to look at without a copy.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.as_array().column(1).sum(), 6.0);
    /// # let _: Tensor<2> = x;
    /// ```
    #[doc(alias = "numpy")]
    #[track_caller]
    pub fn as_array(&self) -> ArrayView<'_, A, Dim<[Ix; N]>> {
        let shape = self.shape.into_dimension();
        ArrayView::from_shape(shape, self.as_slice()).expect("a tensor's memory fits its shape")
    }
}

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The elements as ndarray's array of dynamic rank, to look at without a copy.
    #[track_caller]
    pub fn as_array_dyn(&self) -> ndarray::ArrayViewD<'_, A> {
        ArrayView::from_shape(&self.shape[..], self.as_slice()).expect("a tensor's memory fits its shape")
    }
}

impl<const N: usize, A: Element, S: Data<Elem = A>> From<ArrayBase<S, Dim<[Ix; N]>>> for Tensor<N, A>
where
    Dim<[Ix; N]>: Dimension,
{
    fn from(array: ArrayBase<S, Dim<[Ix; N]>>) -> Self {
        let shape: [usize; N] = array.shape().try_into().expect("an array of rank N has N axes");
        let array = array.into_owned();
        let elements = if array.is_standard_layout() {
            let (mut elements, offset) = array.into_raw_vec_and_offset();
            let offset = offset.unwrap_or(0);
            let len = shape.iter().product::<usize>();
            if offset > 0 || elements.len() != len {
                elements = elements[offset..offset + len].to_vec();
            }
            elements
        } else {
            array.iter().copied().collect()
        };
        Tensor::new(shape, elements)
    }
}

impl<const N: usize, A: Element> From<&Tensor<N, A>> for Tensor<N, A> {
    fn from(tensor: &Tensor<N, A>) -> Self {
        tensor.clone()
    }
}

impl<const N: usize, A: Element> From<[A; N]> for Tensor<1, A> {
    fn from(elements: [A; N]) -> Self {
        Tensor::new([N], elements.to_vec())
    }
}

impl<A: Element> From<Vec<A>> for Tensor<1, A> {
    fn from(elements: Vec<A>) -> Self {
        Tensor::new([elements.len()], elements)
    }
}

/// The elements of an iterator, in order.
///
/// ```
/// use nn_core::prelude::*;
///
/// let odd: Tensor<1, usize> = (0..6).filter(|i| i % 2 == 1).collect();
/// assert_eq!(odd.as_slice(), [1, 3, 5]);
/// ```
impl<A: Element> FromIterator<A> for Tensor<1, A> {
    fn from_iter<I: IntoIterator<Item = A>>(elements: I) -> Self {
        Tensor::from(elements.into_iter().collect::<Vec<A>>())
    }
}

impl<A: Element> From<A> for Tensor<0, A> {
    fn from(element: A) -> Self {
        Tensor::new([], vec![element])
    }
}
