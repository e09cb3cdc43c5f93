//! Layers whose weight may be computed anew in each forward, from other parameters.

use super::{Conv1d, Conv2d, Linear};
use crate::module::Module;
use crate::ops::{spectral_norm, weight_norm};
use crate::{Param, Tensor};

/// A layer whose weight a parametrisation can compute: [`Linear`], [`Conv1d`] and [`Conv2d`].
pub trait Weighted: Module {
    /// The weight, a parameter whose first axis counts the outputs.
    type Weight: Rows;

    #[doc(hidden)]
    fn weight(&self) -> &Self::Weight;

    #[doc(hidden)]
    fn weight_mut(&mut self) -> &mut Self::Weight;

    #[doc(hidden)]
    fn bias(&self) -> &Option<Param<1>>;

    #[doc(hidden)]
    fn bias_mut(&mut self) -> &mut Option<Param<1>>;

    #[doc(hidden)]
    fn printed(&self) -> String;
}

macro_rules! weighted {
    ($($layer:ident $rank:literal;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Weighted for $layer {
            type Weight = Param<$rank>;

            fn weight(&self) -> &Param<$rank> {
                &self.weight
            }

            fn weight_mut(&mut self) -> &mut Param<$rank> {
                &mut self.weight
            }

            fn bias(&self) -> &Option<Param<1>> {
                &self.bias
            }

            fn bias_mut(&mut self) -> &mut Option<Param<1>> {
                &mut self.bias
            }

            fn printed(&self) -> String {
                self.describe()
            }
        }
    )*};
}

weighted! {
    Linear 2;
    Conv1d 3;
    Conv2d 4;
}

/// A weight as rows, one for each output.
pub trait Rows: Module + Clone {
    /// The weight as a tensor.
    type Value;

    #[doc(hidden)]
    fn set(&mut self, value: Self::Value);

    /// The lengths of the rows, as a parameter of the same rank.
    #[doc(hidden)]
    #[track_caller]
    fn lengths(&self) -> Self;

    /// Rows of these lengths and of the parameter's directions, beside `x`.
    #[doc(hidden)]
    #[track_caller]
    fn stretched<const M: usize>(&self, lengths: &Self, x: &Tensor<M>) -> Self::Value;

    /// The rows beside `x`, divided by `u · rows · v`.
    #[doc(hidden)]
    #[track_caller]
    fn divided<const M: usize>(&self, u: &Tensor<1>, v: &Tensor<1>, x: &Tensor<M>) -> Self::Value;

    /// How many rows there are, and how many elements a row has.
    #[doc(hidden)]
    fn matrix(&self) -> [usize; 2];

    /// The elements, row by row.
    #[doc(hidden)]
    fn elements(&self) -> &[f32];
}

impl<const N: usize> Rows for Param<N> {
    type Value = Tensor<N>;

    fn set(&mut self, value: Tensor<N>) {
        self.set_value(value.off_tape());
    }

    #[track_caller]
    fn lengths(&self) -> Self {
        let (shape, [rows, size]) = (self.shape(), self.matrix());
        let squares = self.value().off_tape().powi(2).reshape([rows, size]);
        let lengths: [usize; N] = std::array::from_fn(|axis| if axis == 0 { shape[0] } else { 1 });
        Param::new(squares.sum_axis(1).sqrt().reshape(lengths))
    }

    #[track_caller]
    fn stretched<const M: usize>(&self, lengths: &Self, x: &Tensor<M>) -> Tensor<N> {
        weight_norm(self.on(x), lengths.on(x), x)
    }

    #[track_caller]
    fn divided<const M: usize>(&self, u: &Tensor<1>, v: &Tensor<1>, x: &Tensor<M>) -> Tensor<N> {
        spectral_norm(self.on(x), u, v, x)
    }

    fn matrix(&self) -> [usize; 2] {
        let shape = self.shape();
        [shape[0], shape[1..].iter().product()]
    }

    fn elements(&self) -> &[f32] {
        self.value().as_slice()
    }
}

/// What every parametrisation has: the forwards of its layer with the weight that `weight` computes, and the spec, whose
/// shapes are those of the layer's.
macro_rules! parametrisation {
    ($type:ident, $spec:ident) => {
        impl<L: Weighted> $crate::tensor::LayerKind for $type<L> {
            const KIND: &'static str = stringify!($type);
        }

        impl<L: Weighted> $crate::module::names::Names for $type<L> {
            const NAMES: &'static [$crate::module::names::Name] = &[
                $crate::module::names::Name::Field("bias"),
                $crate::module::names::Name::Field("parametrizations"),
            ];
        }

        impl $type<Linear> {
            #[track_caller]
            fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
                let weight = self.weight(&x);
                self.layer.apply_with(x, weight)
            }
        }

        impl Forward<Tensor<2>> for $type<Linear> {
            forward!(apply(Tensor<2>) -> Tensor<2>);
        }

        #[diagnostic::do_not_recommend]
        impl Forward<Tensor<1>> for $type<Linear> {
            forward!(apply(Tensor<1>) -> Tensor<1>);
        }

        #[diagnostic::do_not_recommend]
        impl Forward<Tensor<3>> for $type<Linear> {
            forward!(apply(Tensor<3>) -> Tensor<3>);
        }

        $crate::nn::weighted::parametrisation!(@conv $type, Conv1d, 1);
        $crate::nn::weighted::parametrisation!(@conv $type, Conv2d, 2);
        $crate::nn::weighted::parametrisation!(@shape $spec, LinearSpec Conv1dSpec Conv2dSpec);
    };
    (@conv $type:ident, $conv:ident, $axes:literal) => {
        impl $type<$conv> {
            #[track_caller]
            fn apply(&self, x: Tensor<{ $axes + 2 }>) -> Tensor<{ $axes + 2 }> {
                let weight = self.weight(&x);
                self.layer.apply_with(x, weight)
            }

            #[track_caller]
            fn apply_to_sample(&self, x: Tensor<{ $axes + 1 }>) -> Tensor<{ $axes + 1 }> {
                let weight = self.weight(&x);
                self.layer.apply_to_sample_with(x, weight)
            }
        }

        impl Forward<Tensor<{ $axes + 2 }>> for $type<$conv> {
            forward!(apply(Tensor<{ $axes + 2 }>) -> Tensor<{ $axes + 2 }>);
        }

        #[diagnostic::do_not_recommend]
        impl Forward<Tensor<{ $axes + 1 }>> for $type<$conv> {
            forward!(apply_to_sample(Tensor<{ $axes + 1 }>) -> Tensor<{ $axes + 1 }>);
        }
    };
    (@shape $spec:ident, $($layer:ident)*) => {$(
        impl $spec<$layer> {
            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                self.spec.output_shape(input)
            }
        }
    )*};
}

pub(super) use parametrisation;
