//! PyTorch's names for operations that have another name here.

use super::{AxisIndex, Size};
use crate::storage::{Element, Float};
use crate::tensor::{Rank, Tensor};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The same elements under another shape: [`reshape`](Self::reshape), as
    /// [`torch.Tensor.view`](https://docs.pytorch.org/docs/2.8/generated/torch.Tensor.view.html). A look at the elements
    /// through ndarray is [`as_array`](Self::as_array).
    ///
    /// # Panics
    ///
    /// If the number of elements is another.
    #[track_caller]
    pub fn view<const M: usize>(self, shape: [impl Size; M]) -> Tensor<M, A> {
        self.reshape(shape)
    }

    /// The tensor stretched over axes of size 1 and over new leading axes: [`broadcast_to`](Self::broadcast_to), as
    /// [`torch.Tensor.expand`](https://docs.pytorch.org/docs/2.8/generated/torch.Tensor.expand.html).
    ///
    /// # Panics
    ///
    /// As [`broadcast_to`](Self::broadcast_to).
    #[track_caller]
    pub fn expand<const M: usize>(self, shape: [usize; M]) -> Tensor<M, A> {
        self.broadcast_to(shape)
    }
}

impl<const N: usize, A: Element> Tensor<N, A>
where
    Self: Rank<Element = A>,
{
    /// The same elements with another axis of size 1 before `axis`: [`insert_axis`](Self::insert_axis), as
    /// [`torch.unsqueeze`](https://docs.pytorch.org/docs/2.8/generated/torch.unsqueeze.html).
    ///
    /// # Panics
    ///
    /// If `axis` is larger than the rank.
    #[track_caller]
    pub fn unsqueeze(self, axis: impl AxisIndex) -> <Self as Rank>::Larger {
        self.insert_axis(axis)
    }

    /// The same elements without an axis of size 1: [`remove_axis`](Self::remove_axis), as
    /// [`torch.squeeze`](https://docs.pytorch.org/docs/2.8/generated/torch.squeeze.html). An axis of another size is no
    /// axis that can be taken away, and PyTorch leaves it: here it is an error, since the rank is in the type.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or its size is not 1.
    #[track_caller]
    pub fn squeeze(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        self.remove_axis(axis)
    }
}

impl<A: Element> Tensor<2, A> {
    /// The transpose of a matrix: [`transpose(0, 1)`](Self::transpose), as
    /// [`torch.t`](https://docs.pytorch.org/docs/2.8/generated/torch.t.html).
    #[doc(alias("T", "mT"))]
    #[track_caller]
    pub fn t(self) -> Self {
        self.transpose(0, 1)
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The natural logarithm of each element: [`ln`](Self::ln), as
    /// [`torch.log`](https://docs.pytorch.org/docs/2.8/generated/torch.log.html).
    #[track_caller]
    pub fn log(self) -> Self {
        self.ln()
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::irregular;

    #[test]
    fn each_is_what_it_names() {
        let x = irregular([2, 3]);
        assert_eq!(x.clone().view([3, 2]), x.clone().reshape([3, 2]));
        assert_eq!(x.clone().expand([4, 2, 3]), x.clone().broadcast_to([4, 2, 3]));
        assert_eq!(x.clone().unsqueeze(1), x.clone().insert_axis(1));
        assert_eq!(x.clone().unsqueeze(1).squeeze(1), x);
        assert_eq!(x.clone().t(), x.clone().transpose(0, 1));
        assert_eq!(x.clone().abs().log(), x.abs().ln());
    }
}
