//! What a message says of the elements of a tensor.

use std::fmt;

use crate::storage::{AnyStorage, Dtype, Float, dispatch};

/// The elements in a few numbers.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    dtype: Dtype,
    pub(crate) shape: Vec<usize>,
    len: usize,
    pub(crate) nan: usize,
    pub(crate) infinite: usize,
    /// The first element that is not finite, and where it is.
    first: Option<(usize, f64)>,
    /// The smallest and the largest of those that are finite.
    range: Option<(f64, f64)>,
}

impl Summary {
    pub(crate) fn new(shape: &[usize], storage: &AnyStorage) -> Self {
        let mut summary = Summary {
            dtype: storage.dtype(),
            shape: shape.to_vec(),
            len: storage.len(),
            nan: 0,
            infinite: 0,
            first: None,
            range: None,
        };
        dispatch!(storage, floats elements => summary.count(elements.as_slice()), others _ => {});
        summary
    }

    fn count<A: Float>(&mut self, elements: &[A]) {
        let (mut least, mut most) = (A::infinity(), A::neg_infinity());
        for (i, &x) in elements.iter().enumerate() {
            if x.is_finite() {
                (least, most) = (if x < least { x } else { least }, if x > most { x } else { most });
            } else {
                self.first.get_or_insert((i, x.to_double()));
                *if x.is_nan() { &mut self.nan } else { &mut self.infinite } += 1;
            }
        }
        self.range = (least <= most).then(|| (least.to_double(), most.to_double()));
    }

    pub(crate) fn is_finite(&self) -> bool {
        self.first.is_none()
    }

    /// The same elements under another shape, if it is known.
    pub(crate) fn with_shape(&self, shape: Option<&[usize]>) -> Summary {
        Summary { shape: shape.unwrap_or(&self.shape).to_vec(), ..self.clone() }
    }

    /// The index of an element.
    fn index(&self, mut place: usize) -> Vec<usize> {
        let mut index = self.shape.clone();
        for size in index.iter_mut().rev() {
            let axis = *size;
            (*size, place) = (place % axis.max(1), place / axis.max(1));
        }
        index
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.dtype, self.shape)?;
        let wrong = self.nan + self.infinite;
        if let Some((place, value)) = self.first {
            write!(f, ", {value} at {:?}", self.index(place))?;
            write!(f, ", {wrong} of {} elements not finite ({} NaN)", self.len, self.nan)?;
        }
        match self.range {
            Some((least, most)) if wrong > 0 => write!(f, ", the others from {least} to {most}"),
            Some((least, most)) => write!(f, ", from {least} to {most}"),
            None => Ok(()),
        }
    }
}
