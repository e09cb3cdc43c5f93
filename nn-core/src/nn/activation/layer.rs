//! An activation function as a layer.

/// A function of each element as a layer: its settings with their defaults, if it has some, and its operation, in which
/// they are known by their names.
macro_rules! activation {
    ($(#[$doc:meta])* $type:ident, |$x:ident| $y:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct $type;

        $crate::nn::layer::layer!($type {});
        $crate::nn::activation::layer::activation!(@run $type {}, |$x| $y);
    };
    ($(#[$doc:meta])* $type:ident { $($(#[$setting:meta])* $name:ident = $default:literal),* }, |$x:ident| $y:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $type {
            $($name: f32,)*
        }

        $crate::nn::layer::layer!(
            $type {} |layer| "{}",
            [$(format!(concat!(stringify!($name), "={}"), layer.$name)),*].join(", ")
        );
        $crate::nn::activation::layer::activation!(@run $type { $($name),* }, |$x| $y);

        impl $type {
            /// The layer with the defaults.
            pub const fn new() -> Self {
                $type { $($name: $default),* }
            }

            /// The layer with the defaults, which is its own spec.
            pub const fn spec() -> Self {
                Self::new()
            }
        }

        impl Default for $type {
            fn default() -> Self {
                Self::new()
            }
        }

        $crate::nn::spec::setters!($type {
            $(
                $(#[$setting])*
                #[doc = concat!("By default ", stringify!($default), ".")]
                $name: f32,
            )*
        });
    };
    (@run $type:ident { $($name:ident),* }, |$x:ident| $y:expr) => {
        $crate::nn::spec::own_spec!($type);
        $crate::nn::spec::keeps_shape!($type);

        impl<const N: usize> Forward<Tensor<N>> for $type {
            $crate::nn::forward::forward!(apply(Tensor<N>) -> Tensor<N>);
        }

        impl $type {
            #[track_caller]
            fn apply<const N: usize>(&self, $x: Tensor<N>) -> Tensor<N> {
                let Self { $($name),* } = *self;
                $y
            }
        }
    };
}

pub(super) use activation;
