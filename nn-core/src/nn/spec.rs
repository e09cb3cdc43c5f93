//! What specs have in common: setters, and how they make a layer.

/// The setters of a spec, each with the sentence that documents it and says the default: `bias: bool` sets the field
/// `bias`, `groups: usize => options.groups` one inside of another, and `padding_idx: usize => padding_idx =
/// Some(padding_idx)` sets it to an expression. What a generic spec is generic over comes first, in brackets.
macro_rules! setters {
    ([$($generics:tt)*] $spec:ty {
        $($(#[$doc:meta])* $name:ident: $type:ty $(=> $($field:ident).+ $(= $value:expr)?)?),* $(,)?
    }) => {
        impl<$($generics)*> $spec {
            $(
                $(#[$doc])*
                pub const fn $name(mut self, $name: $type) -> Self {
                    $crate::nn::spec::set!(self, $name $(=> $($field).+ $(= $value)?)?);
                    self
                }
            )*
        }
    };
    ($spec:ty { $($setters:tt)* }) => {
        $crate::nn::spec::setters!([] $spec { $($setters)* });
    };
}

macro_rules! set {
    ($self:ident, $name:ident) => {
        $self.$name = $name
    };
    ($self:ident, $name:ident => $($field:ident).+) => {
        $self.$($field).+ = $name
    };
    ($self:ident, $name:ident => $($field:ident).+ = $value:expr) => {
        $self.$($field).+ = $value
    };
}

/// The setters of what is said for each axis over which windows slide. Each hands on to the setter of the same name of
/// a field with options, which takes an array. For sequences it takes a number; for images and volumes it takes one for all
/// axes, and another setter one for each:
/// `axis_setters!(2 MaxPool2d, [options] { /// Sets the stride. stride stride_hw stride_dhw })`.
macro_rules! axis_setters {
    (1 $spec:ty, $options:tt { $($(#[$doc:meta])* $name:ident $hw:ident $dhw:ident),* $(,)? }) => {
        impl $spec {$(
            $(#[$doc])*
            pub const fn $name(mut self, $name: usize) -> Self {
                $crate::nn::spec::hand_on!(self.$options, $name([$name]));
                self
            }
        )*}
    };
    (2 $spec:ty, $options:tt { $($(#[$doc:meta])* $name:ident $hw:ident $dhw:ident),* $(,)? }) => {
        $($crate::nn::spec::axis_setters!(@ $spec, $options, 2, "in rows and in columns.", $(#[$doc])* $name $hw);)*
    };
    (3 $spec:ty, $options:tt { $($(#[$doc:meta])* $name:ident $hw:ident $dhw:ident),* $(,)? }) => {
        $($crate::nn::spec::axis_setters!(@ $spec, $options, 3, "in depth, in rows and in columns.", $(#[$doc])* $name $dhw);)*
    };
    (@ $spec:ty, $options:tt, $axes:literal, $where:literal, $(#[$doc:meta])* $name:ident $each:ident) => {
        impl $spec {
            $(#[$doc])*
            pub const fn $name(self, $name: usize) -> Self {
                self.$each([$name; $axes])
            }

            #[doc = concat!("Sets the ", stringify!($name), " ", $where)]
            pub const fn $each(mut self, $name: [usize; $axes]) -> Self {
                $crate::nn::spec::hand_on!(self.$options, $name($name));
                self
            }
        }
    };
}

macro_rules! hand_on {
    ($self:ident.[$($options:ident).+], $name:ident($value:expr)) => {
        $self.$($options).+ = $self.$($options).+.$name($value)
    };
}

/// Lets a layer without parameters stand for its own spec.
macro_rules! own_spec {
    ($($type:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl $crate::init::Init for $type {
            type Module = Self;

            fn init(&self, _: &mut impl rand::Rng) -> Self {
                self.clone()
            }
        }
    )*};
}

/// Makes the layer of a spec by its `build`, which draws no random numbers.
macro_rules! built {
    ([$($generics:tt)*] $spec:ty => $layer:ty) => {
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> $crate::init::Init for $spec {
            type Module = $layer;

            #[track_caller]
            fn init(&self, _: &mut impl rand::Rng) -> $layer {
                self.build()
            }
        }
    };
    ($spec:ty => $layer:ty) => {
        $crate::nn::spec::built!([] $spec => $layer);
    };
}

/// The shape function of a spec whose layer gives the shape that it takes.
macro_rules! keeps_shape {
    ($($type:ty),* $(,)?) => {$(
        impl $type {
            /// The shape of a sample behind the layer, without the batch: that before it.
            pub const fn output_shape(
                &self,
                input: $crate::shape::Shape,
            ) -> Result<$crate::shape::Shape, $crate::shape::Message> {
                Ok(input)
            }
        }
    )*};
}

pub(super) use {axis_setters, built, hand_on, keeps_shape, own_spec, set, setters};
