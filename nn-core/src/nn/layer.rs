//! How the library's own layers register their fields.

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
                visit.module(at, stringify!($name), &settings, |_visit| {
                    $($crate::Module::visit(&self.$field, &at.field(stringify!($field)), _visit);)*
                });
            }

            fn visit_mut(&mut self, at: &$crate::Path<'_>, visit: &mut $crate::VisitMut<'_>) {
                let _ = (at, &visit);
                $($crate::Module::visit_mut(&mut self.$field, &at.field(stringify!($field)), visit);)*
            }
        }

        impl<$($generics)*> $type {
            /// The layer as it is printed, for messages.
            #[allow(dead_code, reason = "a layer that takes every shape has no message")]
            fn describe(&self) -> String {
                let $layer = self;
                format!(concat!(stringify!($name), "(", $format, ")") $(, $setting)*)
            }
        }
    };
}

/// Lets a layer without parameters stand for its own spec.
macro_rules! own_spec {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::init::Init for $type {
            type Module = Self;

            fn init(&self, _: &mut impl rand::Rng) -> Self {
                self.clone()
            }
        }
    )*};
}

pub(crate) use {layer, own_spec};

/// `, name=value` for a setting that differs from its default.
pub(super) fn unless_default<T: std::fmt::Display + PartialEq>(name: &str, value: T, default: T) -> String {
    if value == default { String::new() } else { format!(", {name}={value}") }
}
