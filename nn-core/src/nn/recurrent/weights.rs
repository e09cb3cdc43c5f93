//! The weights of a layer in one direction.

use rand::Rng;

use super::settings::Settings;
use crate::init::fan_in_uniform;
use crate::nn::layer::{check_values, optional};
use crate::tensor::volume;
use crate::{Module, Param, Path, Tensor, Visit, VisitMut};

/// The weights of one layer of a recurrent network in one direction, the gates one after another: `i, f, g, o` of an
/// [`Lstm`](super::Lstm), `r, z, n` of a [`Gru`](super::Gru).
#[derive(Clone, Debug)]
pub struct RecurrentWeights {
    /// `[gates · hidden_size, features]`, for what comes in.
    pub weight_ih: Param<2>,
    /// `[gates · hidden_size, hidden_size]`, for the hidden state; `[gates · hidden_size, proj_size]` if it is projected.
    pub weight_hh: Param<2>,
    /// `[gates · hidden_size]`, unless the spec said `bias(false)`.
    pub bias_ih: Option<Param<1>>,
    /// `[gates · hidden_size]`, unless the spec said `bias(false)`.
    pub bias_hh: Option<Param<1>>,
    /// `[proj_size, hidden_size]`, if the hidden state is projected.
    pub weight_hr: Option<Param<2>>,
}

/// Visits each parameter by its name and the layer's, as PyTorch calls it: `weight_ih_l0_reverse`.
macro_rules! visit_named {
    ($visit:ident, $at:ident, $layer:ident, $visitor:ident, [$($param:ident),*]) => {
        $(Module::$visit($param, &$at.field(&[stringify!($param), $layer].concat()), $visitor);)*
    };
}

impl RecurrentWeights {
    #[track_caller]
    pub(super) fn new(name: &str, settings: &Settings, inputs: usize, rng: &mut impl Rng) -> Self {
        let (hidden, output) = (settings.hidden_size, settings.state_size());
        let width = settings.cell.gates().saturating_mul(hidden);
        for shape in [[width, inputs], [width, output]] {
            volume::<f32>(name, &shape);
        }
        let weight_ih = Param::new(fan_in_uniform([width, inputs], hidden, rng));
        let weight_hh = Param::new(fan_in_uniform([width, output], hidden, rng));
        let bias_ih = optional(settings.bias, || fan_in_uniform([width], hidden, rng));
        let bias_hh = optional(settings.bias, || fan_in_uniform([width], hidden, rng));
        let weight_hr = optional(settings.proj_size > 0, || fan_in_uniform([output, hidden], hidden, rng));
        RecurrentWeights { weight_ih, weight_hh, bias_ih, bias_hh, weight_hr }
    }

    /// Refuses values of other shapes, which somebody may have given to the parameters.
    #[track_caller]
    pub(super) fn check(
        &self,
        x: &Tensor<3>,
        settings: &Settings,
        inputs: usize,
        layer: impl Fn() -> String,
    ) {
        let (hidden, output) = (settings.hidden_size, settings.state_size());
        let width = settings.cell.gates() * hidden;
        let place = x.place();
        check_values(place, &layer, [width, inputs], &[("weight_ih", Some(self.weight_ih.shape()))]);
        check_values(place, &layer, [width, output], &[("weight_hh", Some(self.weight_hh.shape()))]);
        let biases = [("bias_ih", &self.bias_ih), ("bias_hh", &self.bias_hh)];
        let biases = biases.map(|(name, bias)| (name, bias.as_ref().map(Param::shape)));
        check_values(place, &layer, [width], &biases);
        let projection = self.weight_hr.as_ref().map(Param::shape);
        check_values(place, &layer, [output, hidden], &[("weight_hr", projection)]);
    }

    pub(super) fn visit(&self, at: &Path<'_>, layer: &str, visit: &mut Visit<'_>) {
        let Self { weight_ih, weight_hh, bias_ih, bias_hh, weight_hr } = self;
        visit_named!(visit, at, layer, visit, [weight_ih, weight_hh, bias_ih, bias_hh, weight_hr]);
    }

    pub(super) fn visit_mut(&mut self, at: &Path<'_>, layer: &str, visit: &mut VisitMut<'_>) {
        let Self { weight_ih, weight_hh, bias_ih, bias_hh, weight_hr } = self;
        visit_named!(visit_mut, at, layer, visit, [weight_ih, weight_hh, bias_ih, bias_hh, weight_hr]);
    }
}
