//! How the library's own layers register their fields.

use crate::autodiff::Place;
use crate::tensor::fits;
use crate::{Param, Tensor};

/// Implements [`Module`](crate::Module) for a layer: `layer!(Linear { weight, bias } "{}, {}", inputs, outputs)`
/// registers the fields in order and prints the settings; `|layer|` names the layer in their expressions. A generic
/// layer gives its parameters and its type first: `layer!([const M: usize] LayerNorm, LayerNorm<M> { .. } ..)`.
macro_rules! layer {
    ($type:ident { $($field:ident),* $(,)? }) => {
        $crate::nn::layer::layer!($type { $($field),* } |_layer| "");
    };
    ($type:ident { $($field:ident),* $(,)? } |$layer:ident| $($settings:tt)*) => {
        $crate::nn::layer::layer!([] $type, $type { $($field),* } |$layer| $($settings)*);
    };
    ([$($generics:tt)*] $name:ident, $type:ty { $($field:ident),* $(,)? } |$layer:ident|
        $format:literal $(, $setting:expr)* $(,)?) => {
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> $crate::Module for $type {
            fn visit(&self, at: &$crate::Path<'_>, visit: &mut $crate::Visit<'_>) {
                let settings = std::fmt::from_fn(|f| {
                    let $layer = self;
                    write!(f, $format $(, $setting)*)
                });
                visit.layer(at, stringify!($name), std::ptr::from_ref(self).addr());
                visit.module(at, stringify!($name), &settings, |_visit| {
                    $($crate::Module::visit(&self.$field, &at.field(stringify!($field)), _visit);)*
                });
            }

            fn visit_mut(&mut self, at: &$crate::Path<'_>, visit: &mut $crate::VisitMut<'_>) {
                let _ = (at, &visit);
                $($crate::Module::visit_mut(&mut self.$field, &at.field(stringify!($field)), visit);)*
            }
        }

        impl<$($generics)*> $crate::module::names::Names for $type {
            const NAMES: &'static [$crate::module::names::Name] =
                &[$($crate::module::names::Name::Field(stringify!($field))),*];
        }

        $crate::nn::layer::described!([$($generics)*] $name, $type |$layer| $format $(, $setting)*);
    };
}

/// Implements [`Module`](crate::Module) for a layer whose parameters do not have the names of its fields:
/// `layer_by!(Lstm, visit_weights, visit_weights_mut |layer| "..")` registers what these two methods visit.
macro_rules! layer_by {
    ($name:ident, $visit:ident, $visit_mut:ident |$layer:ident| $format:literal $(, $setting:expr)* $(,)?) => {
        #[diagnostic::do_not_recommend]
        impl $crate::Module for $name {
            fn visit(&self, at: &$crate::Path<'_>, visit: &mut $crate::Visit<'_>) {
                let settings = std::fmt::from_fn(|f| {
                    let $layer = self;
                    write!(f, $format $(, $setting)*)
                });
                visit.layer(at, stringify!($name), std::ptr::from_ref(self).addr());
                visit.module(at, stringify!($name), &settings, |visit| self.$visit(at, visit));
            }

            fn visit_mut(&mut self, at: &$crate::Path<'_>, visit: &mut $crate::VisitMut<'_>) {
                self.$visit_mut(at, visit);
            }
        }

        $crate::nn::layer::described!([] $name, $name |$layer| $format $(, $setting)*);
    };
}

/// What a layer is called, in traces and in messages.
macro_rules! described {
    ([$($generics:tt)*] $name:ident, $type:ty |$layer:ident| $format:literal $(, $setting:expr)*) => {
        impl<$($generics)*> $crate::tensor::LayerKind for $type {
            const KIND: &'static str = stringify!($name);
        }

        impl<$($generics)*> $type {
            /// The layer as it is printed, for messages.
            #[allow(dead_code, reason = "a layer that takes every shape has no message")]
            pub(in crate::nn) fn describe(&self) -> String {
                let $layer = self;
                format!(concat!(stringify!($name), "(", $format, ")") $(, $setting)*)
            }
        }
    };
}

pub(super) use {described, layer, layer_by};

/// A parameter that a spec may leave out. Only its value is made in a closure, which would hide the line of the
/// caller from the parameter.
#[track_caller]
pub(super) fn optional<const N: usize>(wanted: bool, value: impl FnOnce() -> Tensor<N>) -> Option<Param<N>> {
    if wanted { Some(Param::new(value())) } else { None }
}

/// `, name=value` for a setting that differs from its default.
pub(super) fn unless_default<T: std::fmt::Display + PartialEq>(name: &str, value: T, default: T) -> String {
    if value == default { String::new() } else { format!(", {name}={value}") }
}

/// Refuses values of other shapes, which somebody may have given to parameters or buffers of a layer.
#[track_caller]
pub(super) fn check_values<const N: usize>(
    place: &Place,
    layer: impl Fn() -> String,
    expected: [usize; N],
    values: &[(&str, Option<[usize; N]>)],
) {
    for (name, got) in values {
        if let Some(got) = got {
            fits!(
                place,
                *got == expected,
                "{}: expected a {name} of shape {expected:?}, got {got:?}",
                layer()
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn the_parameters_of_every_layer_know_the_line_that_made_it() {
        let rng = &mut rng(0);
        #[rustfmt::skip]
        let (first, layers, last): (u32, Vec<Box<dyn Module>>, u32) = (line!(), vec![
            Box::new(Linear::new(2, 2, rng)),
            Box::new(Bilinear::new(2, 2, 2, rng)),
            Box::new(Conv1d::new(2, 2, 3, rng)),
            Box::new(Conv2d::new(2, 2, 3, rng)),
            Box::new(BatchNorm1d::new(2)),
            Box::new(BatchNorm2d::new(2)),
            Box::new(LayerNorm::new([2])),
            Box::new(GroupNorm::new(1, 2)),
            Box::new(Embedding::new(2, 2, rng)),
            Box::new(Prelu::new()),
            Box::new(EmbeddingBag::new(2, 2, rng)),
            Box::new(AdaptiveLogSoftmaxWithLoss::new(16, 4, vec![2], rng)),
            Box::new(WeightNorm::new(Linear::new(2, 2, rng))),
            Box::new(SpectralNorm::new(Conv1d::new(2, 2, 3, rng), rng)),
            Box::new(weight_norm(Conv2d::spec(2, 2, 3)).init(rng)),
        ], line!());
        for layer in layers {
            for param in layer.parameters() {
                let place = param.made_at();
                assert_eq!(place.file(), file!(), "{}: {place}", layer.tree());
                assert!((first..last).contains(&place.line()), "{}: {place}", layer.tree());
            }
        }
    }
}
