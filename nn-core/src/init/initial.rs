//! The initial values of a parameter as a value.

use rand::Rng;

use super::distribution::{normal_values, uniform_around_zero, uniform_values};
use super::scaled::{FanMode, Nonlinearity, kaiming_std, xavier_std};
use super::special::{dirac_values, eye_values, orthogonal_values, trunc_normal_values};
use crate::storage::{AnyStorage, Float, SharedStorage, dispatch};
use crate::tensor::{AnyTensor, Tensor, volume};
use crate::{AnyParam, Param};

/// Which values a parameter has before it is trained: what [`torch.nn.init`](https://docs.pytorch.org/docs/2.8/nn.init.html)
/// does, as a value. A spec takes it in place of the layer's own, and a parameter is filled with it.
///
/// ```
/// use nn_core::prelude::*;
///
/// const SPEC: LinearSpec = Linear::spec(64, 10).weight_init(Initial::normal(0.0, 0.02)).bias_init(Initial::zeros());
/// let mut layer = SPEC.init(&mut rng(0));
/// assert_eq!(layer.bias.as_ref().unwrap().value().as_slice(), [0.0; 10]);
/// layer.weight.fill(Initial::xavier_uniform(1.0), &mut rng(0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Initial(Law);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    Constant(f32),
    Uniform { low: f32, high: f32 },
    Normal { mean: f32, std: f32 },
    TruncNormal { mean: f32, std: f32, a: f32, b: f32 },
    KaimingUniform(FanMode, Nonlinearity),
    KaimingNormal(FanMode, Nonlinearity),
    XavierUniform { gain: f32 },
    XavierNormal { gain: f32 },
    Orthogonal { gain: f32 },
    Dirac { groups: usize },
    Eye,
}

impl Initial {
    /// 0 everywhere.
    #[doc(alias = "zeros_")]
    pub const fn zeros() -> Self {
        Initial(Law::Constant(0.0))
    }

    /// 1 everywhere.
    #[doc(alias = "ones_")]
    pub const fn ones() -> Self {
        Initial(Law::Constant(1.0))
    }

    /// One value everywhere.
    #[doc(alias = "constant_")]
    pub const fn constant(value: f32) -> Self {
        Initial(Law::Constant(value))
    }

    /// Uniform in `low..high`.
    #[doc(alias = "uniform_")]
    pub const fn uniform(low: f32, high: f32) -> Self {
        Initial(Law::Uniform { low, high })
    }

    /// The normal distribution.
    #[doc(alias = "normal_")]
    pub const fn normal(mean: f32, std: f32) -> Self {
        Initial(Law::Normal { mean, std })
    }

    /// The normal distribution between `a` and `b`: see [`trunc_normal`](super::trunc_normal).
    #[doc(alias = "trunc_normal_")]
    pub const fn trunc_normal(mean: f32, std: f32, a: f32, b: f32) -> Self {
        Initial(Law::TruncNormal { mean, std, a, b })
    }

    /// Uniform, as wide as the number of inputs or outputs wants it: see [`kaiming_uniform`](super::kaiming_uniform).
    #[doc(alias = "kaiming_uniform_")]
    pub const fn kaiming_uniform(mode: FanMode, nonlinearity: Nonlinearity) -> Self {
        Initial(Law::KaimingUniform(mode, nonlinearity))
    }

    /// Normal, as wide as the number of inputs or outputs wants it: see [`kaiming_normal`](super::kaiming_normal).
    #[doc(alias = "kaiming_normal_")]
    pub const fn kaiming_normal(mode: FanMode, nonlinearity: Nonlinearity) -> Self {
        Initial(Law::KaimingNormal(mode, nonlinearity))
    }

    /// Uniform, as wide as the numbers of inputs and outputs want it: see [`xavier_uniform`](super::xavier_uniform).
    #[doc(alias = "xavier_uniform_")]
    pub const fn xavier_uniform(gain: f32) -> Self {
        Initial(Law::XavierUniform { gain })
    }

    /// Normal, as wide as the numbers of inputs and outputs want it: see [`xavier_normal`](super::xavier_normal).
    #[doc(alias = "xavier_normal_")]
    pub const fn xavier_normal(gain: f32) -> Self {
        Initial(Law::XavierNormal { gain })
    }

    /// A random rotation: see [`orthogonal`](super::orthogonal).
    #[doc(alias = "orthogonal_")]
    pub const fn orthogonal(gain: f32) -> Self {
        Initial(Law::Orthogonal { gain })
    }

    /// The weight of a convolution that gives its input back: see [`dirac`](super::dirac).
    #[doc(alias = "dirac_")]
    pub const fn dirac(groups: usize) -> Self {
        Initial(Law::Dirac { groups })
    }

    /// Ones on the diagonal: see [`eye`](super::eye).
    #[doc(alias = "eye_")]
    pub const fn eye() -> Self {
        Initial(Law::Eye)
    }

    /// A tensor of such values.
    ///
    /// # Panics
    ///
    /// If the values need more axes than the shape has, or others.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Initial::eye().draw([2, 2], &mut rng(0)).as_slice(), [1.0, 0.0, 0.0, 1.0]);
    /// ```
    #[track_caller]
    pub fn draw<const N: usize>(self, shape: [usize; N], rng: &mut impl Rng) -> Tensor<N> {
        Tensor::new(shape, self.values(&shape, rng))
    }

    /// The values for a shape of any rank, in order.
    #[track_caller]
    pub(crate) fn values(self, shape: &[usize], rng: &mut impl Rng) -> Vec<f32> {
        let count = volume::<f32>("Initial", shape);
        match self.0 {
            Law::Constant(value) => vec![value; count],
            Law::Uniform { low, high } => uniform_values(count, low, high, rng),
            Law::Normal { mean, std } => normal_values(count, mean, std, rng),
            Law::TruncNormal { mean, std, a, b } => trunc_normal_values(count, mean, std, [a, b], rng),
            Law::KaimingUniform(mode, gain) => {
                uniform_around_zero(count, kaiming_std("kaiming_uniform", shape, mode, gain), rng)
            }
            Law::KaimingNormal(mode, gain) => {
                normal_values(count, 0.0, kaiming_std("kaiming_normal", shape, mode, gain), rng)
            }
            Law::XavierUniform { gain } => {
                uniform_around_zero(count, xavier_std("xavier_uniform", shape, gain), rng)
            }
            Law::XavierNormal { gain } => {
                normal_values(count, 0.0, xavier_std("xavier_normal", shape, gain), rng)
            }
            Law::Orthogonal { gain } => orthogonal_values(shape, gain, rng),
            Law::Dirac { groups } => dirac_values(shape, groups),
            Law::Eye => eye_values(shape),
        }
    }
}

impl<const N: usize, A: Float> Param<N, A> {
    /// Gives the parameter initial values of another kind, in its shape and where it is.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let mut scale = Param::new(Tensor::<1>::zeros([3]));
    /// scale.fill(Initial::ones(), &mut rng(0));
    /// assert_eq!(scale.value().as_slice(), [1.0; 3]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the values need more axes than the parameter has, or others.
    #[doc(alias("normal_", "uniform_", "zeros_", "constant_", "kaiming_normal_", "xavier_uniform_"))]
    #[track_caller]
    pub fn fill(&mut self, initial: Initial, rng: &mut impl Rng) {
        let param: &mut dyn AnyParam = self;
        param.fill(initial, rng);
    }
}

impl dyn AnyParam + '_ {
    /// Gives the parameter initial values of another kind, in its shape and where it is: see [`Param::fill`].
    #[track_caller]
    pub fn fill(&mut self, initial: Initial, rng: &mut impl Rng) {
        let values = initial.values(self.shape(), rng);
        let storage = dispatch!(self.floats_mut(), only floats storage => of_type(storage, values));
        let value = AnyTensor::new(self.shape(), storage);
        self.set_value(value).expect("the value has the parameter's shape and element type");
    }
}

/// The values as elements of the type of those that are stored.
fn of_type<A: Float>(_: &SharedStorage<A>, values: Vec<f32>) -> AnyStorage {
    A::erase(SharedStorage::new(values.into_iter().map(|x| A::of(x.into())).collect()))
}

#[cfg(test)]
mod tests {
    use crate::init::{self, FanMode, Nonlinearity};
    use crate::prelude::*;

    /// Each kind of value draws what the function of its name does.
    #[test]
    fn as_the_functions_draw_them() {
        let (shape, gain, fan) = ([6, 4, 3], Nonlinearity::TANH, FanMode::FanOut);
        let check = |initial: Initial, want: Tensor<3>| {
            assert_eq!(initial.draw(shape, &mut rng(1)), want, "{initial:?}");
        };
        let rng = || rng(1);
        check(Initial::zeros(), Tensor::zeros(shape));
        check(Initial::ones(), Tensor::ones(shape));
        check(Initial::constant(2.5), Tensor::full(shape, 2.5));
        check(Initial::uniform(-1.0, 3.0), init::uniform(shape, -1.0, 3.0, &mut rng()));
        check(Initial::normal(1.0, 3.0), init::normal(shape, 1.0, 3.0, &mut rng()));
        let bounds = Initial::trunc_normal(0.0, 1.0, -1.0, 0.5);
        check(bounds, init::trunc_normal(shape, 0.0, 1.0, -1.0, 0.5, &mut rng()));
        check(Initial::kaiming_uniform(fan, gain), init::kaiming_uniform(shape, fan, gain, &mut rng()));
        check(Initial::kaiming_normal(fan, gain), init::kaiming_normal(shape, fan, gain, &mut rng()));
        check(Initial::xavier_uniform(2.0), init::xavier_uniform(shape, 2.0, &mut rng()));
        check(Initial::xavier_normal(2.0), init::xavier_normal(shape, 2.0, &mut rng()));
        check(Initial::orthogonal(2.0), init::orthogonal(shape, 2.0, &mut rng()));
        check(Initial::dirac(2), init::dirac(shape, 2));
        assert_eq!(Initial::eye().draw([2, 3], &mut rng()), init::eye([2, 3]));
    }

    #[test]
    fn a_parameter_keeps_its_shape_its_type_and_that_it_is_frozen() {
        let mut param = Param::new(Tensor::<2, f64>::zeros([2, 3]));
        param.set_trainable(false);
        let id = param.id();
        param.fill(Initial::constant(0.5), &mut rng(0));
        assert_eq!(param.value().as_slice(), [0.5; 6]);
        assert!(param.id() == id && !param.is_trainable());
    }

    #[test]
    #[should_panic(expected = "kaiming_normal: expected a weight of shape [outputs, inputs, ..], got [8]")]
    fn a_bias_has_no_inputs() {
        let bias = Initial::kaiming_normal(FanMode::FanIn, Nonlinearity::RELU);
        Linear::spec(4, 8).bias_init(bias).init(&mut rng(0));
    }
}
