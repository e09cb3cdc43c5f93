//! Tensors as text.

use std::fmt::{Display, Formatter, Result};

use super::Tensor;
use crate::storage::Element;

/// The elements in brackets, an axis a pair of them, in columns; of a long axis the first and the last three. A precision
/// holds for each element: `{x:.2}`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::from([[1.0, 2.5], [-30.0, 4.0]]);
/// assert_eq!(format!("{x}"), "[[  1, 2.5],\n [-30,   4]]");
/// assert_eq!(format!("{:.1}", Tensor::<1>::arange(0.0, 2000.0)), "[   0.0,    1.0,    2.0, ..., 1997.0, 1998.0, 1999.0]");
/// # let _: Tensor<2> = x;
/// ```
impl<const N: usize, A: Element> Display for Tensor<N, A> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let shown = Shown::of(self, f.precision());
        if N == 0 {
            return f.write_str(&shown.texts[0]);
        }
        shown.write(f, 0, &mut 0)
    }
}

/// From this many elements on, long axes are shortened, as numpy does.
const MANY: usize = 1000;
/// What is shown of a long axis, at its start and at its end.
const EDGE: usize = 3;

/// The elements that are shown, as text, in row-major order.
struct Shown {
    texts: Vec<String>,
    /// The indices that are shown of each axis.
    indices: Vec<Vec<usize>>,
    sizes: Vec<usize>,
    width: usize,
}

impl Shown {
    fn of<const N: usize, A: Element>(x: &Tensor<N, A>, precision: Option<usize>) -> Self {
        let is_long = x.len() > MANY;
        let indices: Vec<Vec<usize>> = x.shape().iter().map(|&size| shown_of(size, is_long)).collect();
        let mut places = vec![0];
        for (shown, size) in indices.iter().zip(x.shape()) {
            places = places.iter().flat_map(|place| shown.iter().map(move |i| place * size + i)).collect();
        }
        let elements = x.as_slice();
        let text = |&place: &usize| match precision {
            Some(digits) => format!("{:.digits$}", elements[place]),
            None => elements[place].to_string(),
        };
        let texts: Vec<String> = places.iter().map(text).collect();
        let width = texts.iter().map(String::len).max().unwrap_or(0);
        Shown { texts, indices, sizes: x.shape().to_vec(), width }
    }

    /// One array along `axis`, whose first element is the one that is `next`.
    fn write(&self, f: &mut Formatter<'_>, axis: usize, next: &mut usize) -> Result {
        let Some(shown) = self.indices.get(axis) else {
            *next += 1;
            return write!(f, "{:>width$}", self.texts[*next - 1], width = self.width);
        };
        let is_last = axis + 1 == self.indices.len();
        let between = match is_last {
            true => ", ".to_owned(),
            false => format!(",{}{}", "\n".repeat(self.indices.len() - 1 - axis), " ".repeat(axis + 1)),
        };
        f.write_str("[")?;
        for (i, _) in shown.iter().enumerate() {
            if i > 0 {
                f.write_str(&between)?;
            }
            if i == EDGE && shown.len() < self.sizes[axis] {
                f.write_str("...")?;
                f.write_str(&between)?;
            }
            self.write(f, axis + 1, next)?;
        }
        f.write_str("]")
    }
}

fn shown_of(size: usize, is_long: bool) -> Vec<usize> {
    match is_long && size > 2 * EDGE {
        true => (0..EDGE).chain(size - EDGE..size).collect(),
        false => (0..size).collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::tensor::Tensor;

    #[test]
    fn every_rank() {
        assert_eq!(Tensor::<0>::from(1.5).to_string(), "1.5");
        assert_eq!(Tensor::<1>::zeros([0]).to_string(), "[]");
        assert_eq!(Tensor::from([true, false]).to_string(), "[ true, false]");
        assert_eq!(Tensor::<3, i64>::zeros([2, 1, 2]).to_string(), "[[[0, 0]],\n\n [[0, 0]]]");
        assert_eq!(Tensor::<2>::zeros([2, 0]).to_string(), "[[],\n []]");
    }

    #[test]
    fn a_large_one_is_shortened_along_its_long_axes() {
        let text = Tensor::<2, usize>::zeros([500, 4]).to_string();
        assert_eq!(text.lines().count(), 7);
        assert_eq!(text.lines().nth(3), Some(" ...,"));
        assert_eq!(text.lines().nth(4), Some(" [0, 0, 0, 0],"));
        assert!(text.lines().all(|line| line.matches('0').count() <= 4));
    }
}
