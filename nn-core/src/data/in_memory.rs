//! Sources whose samples are in memory.

use super::{Dataset, Source, Zip};
use crate::autodiff::Place;
use crate::error::Result;
use crate::init::Generator;
use crate::storage::{Element, SharedStorage};
use crate::tensor::{FromStorage, Placed, Rank, Tensor};

impl<const N: usize, A: Element> Dataset<N, A> {
    /// The inputs with their labels, as a source of pairs, to be changed one by one or batched by a
    /// [`Loader`](super::Loader). It shares the memory of the inputs.
    ///
    /// ```
    /// use nn_core::data::{Dataset, Source};
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let data = Dataset::new(Tensor::<2>::zeros([10, 2]), Tensor::from_fn([10], |[i]| i), 10)?;
    /// let noisy = data.samples().map(|(point, label), rng| (point + nn_core::init::normal([2], 0.0, 0.1, rng), label));
    /// let (point, label) = noisy.get(3, &mut rng(0))?;
    /// assert_eq!((point.shape(), label), ([2], 3));
    /// # Ok(())
    /// # }
    /// ```
    pub fn samples(&self) -> Zip<Rows<N, A>, Samples<usize>>
    where
        Tensor<N, A>: Rank<Element = A>,
        <Tensor<N, A> as Rank>::Smaller: Send,
    {
        Rows::new(self.inputs().clone()).zip(Samples::new(self.labels().as_slice().to_vec()))
    }
}

/// The rows of a tensor, as samples: what lies side by side along its first axis. Inputs with targets of any kind are
/// two of them side by side.
///
/// ```
/// use nn_core::data::{Loader, Rows, Source};
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let (x, y) = (Tensor::<2>::zeros([100, 5]), Tensor::<1>::zeros([100]));
/// let regression = Rows::new(x).zip(Rows::new(y));
/// for batch in Loader::new(regression, 32).shuffle(true).batches_at(0, 0) {
///     let (x, y): (Tensor<2>, Tensor<1>) = batch?;
///     assert_eq!(x.shape(), [y.len(), 5]);
/// }
/// # Ok(())
/// # }
/// ```
#[doc(alias = "TensorDataset")]
#[derive(Clone, Debug)]
pub struct Rows<const N: usize, A: Element = f32> {
    tensor: Tensor<N, A>,
}

impl<const N: usize, A: Element> Rows<N, A> {
    /// The rows of a tensor.
    ///
    /// # Panics
    ///
    /// If it has no axis.
    #[track_caller]
    pub fn new(tensor: Tensor<N, A>) -> Self {
        assert!(N > 0, "Rows: a tensor of rank 0 has no rows");
        Rows { tensor: tensor.off_tape() }
    }
}

impl<const N: usize, A: Element> Source for Rows<N, A>
where
    Tensor<N, A>: Rank<Element = A>,
    <Tensor<N, A> as Rank>::Smaller: Send,
{
    type Item = <Tensor<N, A> as Rank>::Smaller;

    fn len(&self) -> usize {
        self.tensor.shape()[0]
    }

    fn get(&self, index: usize, _: &mut Generator) -> Result<Self::Item> {
        Ok(row(&self.tensor, index))
    }
}

fn row<const N: usize, A: Element, T: FromStorage<A>>(tensor: &Tensor<N, A>, index: usize) -> T {
    let shape = tensor.shape();
    assert!(index < shape[0], "there is no sample {index}, expected one below {}", shape[0]);
    let size: usize = shape[1..].iter().product();
    let elements = tensor.as_slice()[index * size..][..size].to_vec();
    T::with_storage(&shape[1..], SharedStorage::new(elements), Placed(Place::Off))
}

/// A list of samples, such as the names of files with their labels, to be made into something by
/// [`map`](Source::map) or [`try_map`](Source::try_map).
///
/// ```
/// use nn_core::data::{Samples, Source};
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let lengths = Samples::new(vec!["one", "three"]).map(|word, _| word.len());
/// assert_eq!(lengths.get(1, &mut rng(0))?, 5);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Samples<T>(Vec<T>);

impl<T> Samples<T> {
    /// These samples.
    pub fn new(samples: Vec<T>) -> Self {
        Samples(samples)
    }
}

impl<T: Clone + Send + Sync> Source for Samples<T> {
    type Item = T;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize, _: &mut Generator) -> Result<T> {
        Ok(self.0[index].clone())
    }
}
