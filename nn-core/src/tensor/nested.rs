//! From nested arrays and vectors.

use super::Tensor;
use crate::storage::Element;

/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
/// assert_eq!(x.shape(), [2, 3]);
/// # let x: Tensor<2> = x;
/// ```
impl<const M: usize, const N: usize, A: Element> From<[[A; N]; M]> for Tensor<2, A> {
    fn from(rows: [[A; N]; M]) -> Self {
        Tensor::new([M, N], rows.as_flattened().to_vec())
    }
}

impl<const L: usize, const M: usize, const N: usize, A: Element> From<[[[A; N]; M]; L]> for Tensor<3, A> {
    fn from(blocks: [[[A; N]; M]; L]) -> Self {
        Tensor::new([L, M, N], blocks.as_flattened().as_flattened().to_vec())
    }
}

impl<const K: usize, const L: usize, const M: usize, const N: usize, A: Element> From<[[[[A; N]; M]; L]; K]>
    for Tensor<4, A>
{
    fn from(blocks: [[[[A; N]; M]; L]; K]) -> Self {
        Tensor::new([K, L, M, N], blocks.as_flattened().as_flattened().as_flattened().to_vec())
    }
}

impl<const N: usize, A: Element> From<Vec<[A; N]>> for Tensor<2, A> {
    fn from(rows: Vec<[A; N]>) -> Self {
        Tensor::new([rows.len(), N], rows.into_flattened())
    }
}

/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::<2>::from(vec![vec![1.0, 2.0], vec![3.0, 4.0]]);
/// assert_eq!(x.shape(), [2, 2]);
/// ```
///
/// # Panics
///
/// If the rows differ in length.
impl<A: Element> From<Vec<Vec<A>>> for Tensor<2, A> {
    #[track_caller]
    fn from(rows: Vec<Vec<A>>) -> Self {
        let columns = rows.first().map_or(0, Vec::len);
        let other = rows.iter().position(|row| row.len() != columns);
        assert!(
            other.is_none(),
            "Tensor::from: rows of one length make a matrix, but row 0 has {columns} elements and row {} has {}",
            other.unwrap_or_default(),
            rows[other.unwrap_or_default()].len()
        );
        Tensor::new([rows.len(), columns], rows.concat())
    }
}

#[cfg(test)]
mod tests {
    use crate::tensor::Tensor;

    #[test]
    fn every_depth() {
        let x: Tensor<3, i64> = Tensor::from([[[1, 2], [3, 4], [5, 6]]]);
        assert_eq!((x.shape(), x.as_slice()), ([1, 3, 2], &[1, 2, 3, 4, 5, 6][..]));
        assert_eq!(Tensor::from([[[[true]], [[false]]]]).shape(), [1, 2, 1, 1]);
        assert_eq!(Tensor::from(vec![[1_usize, 2], [3, 4]]).as_slice(), [1, 2, 3, 4]);
        assert_eq!(Tensor::<2>::from(Vec::<Vec<f32>>::new()).shape(), [0, 0]);
    }
}
