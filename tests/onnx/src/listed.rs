//! The tensors in what goes into a model and what comes out of it.

use nn_core::{AnyTensor, Element, Tensor};

/// A value whose tensors can be listed.
pub trait Listed {
    /// Adds the tensors, in order.
    fn list(self, into: &mut Vec<AnyTensor>);

    /// The tensors, in order.
    fn listed(self) -> Vec<AnyTensor>
    where
        Self: Sized,
    {
        let mut tensors = Vec::new();
        self.list(&mut tensors);
        tensors
    }
}

impl<const N: usize, A: Element> Listed for Tensor<N, A> {
    fn list(self, into: &mut Vec<AnyTensor>) {
        into.push(self.off_tape().into());
    }
}

impl<T: Listed> Listed for Vec<T> {
    fn list(self, into: &mut Vec<AnyTensor>) {
        self.into_iter().for_each(|tensor| tensor.list(into));
    }
}

impl<T: Listed, const N: usize> Listed for [T; N] {
    fn list(self, into: &mut Vec<AnyTensor>) {
        self.into_iter().for_each(|tensor| tensor.list(into));
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*))*) => {$(
        impl<$($name: Listed),*> Listed for ($($name,)*) {
            fn list(self, into: &mut Vec<AnyTensor>) {
                $(self.$index.list(into);)*
            }
        }
    )*};
}

tuples!((A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3));
