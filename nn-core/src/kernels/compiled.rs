//! The kernels that stand for many functions, compiled once for each type of floats. A generic function is compiled anew
//! by each crate that calls it, and with it all of the functions: a quarter of the time that a small program took.

use super::operator::Operator;
use super::pointwise::Pointwise;
use super::unary::Unary;
use crate::storage::{Element, SharedStorage};

macro_rules! compiled {
    (for [$($type:ident),*] $methods:tt) => {
        compiled!(@declare $methods);
        $(compiled!(@implement $type $methods);)*
    };
    (@declare {$(
        $(#[$doc:meta])*
        fn $name:ident($f:ident: $of:ident :: $kernel:ident $(, $argument:ident: $t:ty)*) $(-> $result:ty)?;
    )*}) => {
        /// What a type of floats brings along.
        #[doc(hidden)]
        pub trait Compiled: Element {$(
            $(#[$doc])*
            fn $name($f: $of $(, $argument: $t)*) $(-> $result)?;
        )*}
    };
    (@implement $type:ident {$(
        $(#[$doc:meta])*
        fn $name:ident($f:ident: $of:ident :: $kernel:ident $(, $argument:ident: $t:ty)*) $(-> $result:ty)?;
    )*}) => {
        impl Compiled for $type {$(
            fn $name($f: $of $(, $argument: $t)*) $(-> $result)? {
                $f.$kernel($($argument),*)
            }
        )*}
    };
}

compiled! {
    for [f32, f64] {
        /// `f(x)` in place of `x`.
        fn map(f: Unary::map, x: &mut [Self]);
        /// `f(x)`.
        fn map_into_new(f: Unary::map_into_new, x: &[Self]) -> Vec<Self>;
        /// `f(x)` in the place of what was in `y`.
        fn map_into(f: Unary::map_into, x: &[Self], y: &mut [Self]);
        /// The gradient of the argument in place of that of the result.
        fn map_backward(f: Unary::map_backward, dy: &mut [Self], kept: &[Self]);
        /// The gradient of the argument in the place of what was in `dx`.
        fn map_backward_into(f: Unary::map_backward_into, dy: &[Self], kept: &[Self], dx: &mut [Self]);
        /// `f(x)`, if there are many elements, once somebody looks at them.
        fn map_later(f: Unary::map_later, x: &SharedStorage<Self>) -> Option<SharedStorage<Self>>;
        /// The same for the gradient of the argument.
        fn backward_later(
            f: Unary::backward_later, dy: &SharedStorage<Self>, kept: &SharedStorage<Self>
        ) -> Option<SharedStorage<Self>>;

        /// `a ∘ b` in place of `a`.
        fn into_left(f: Operator::into_left, a: &mut [Self], b: &[Self]);
        /// `a ∘ b` in place of `b`.
        fn into_right(f: Operator::into_right, a: &[Self], b: &mut [Self]);
        /// `a ∘ b` of arrays of one shape.
        fn operate(f: Operator::operate, a: &[Self], b: &[Self]) -> Vec<Self>;
        /// The same in the place of what was in `c`.
        fn operate_into(f: Operator::operate_into, a: &[Self], b: &[Self], c: &mut [Self]);
        /// `a ∘ b` of arrays that are stretched over the shape of the result.
        fn operate_broadcast(
            f: Operator::operate_broadcast, a: (&[Self], &[usize]), b: (&[Self], &[usize]), shape: &[usize]
        ) -> Vec<Self>;
        /// The same, if there are many elements, once somebody looks at them.
        fn operate_later(
            f: Operator::operate_later,
            a: (&SharedStorage<Self>, &[usize]),
            b: (&SharedStorage<Self>, &[usize]),
            shape: &[usize]
        ) -> Option<SharedStorage<Self>>;

        /// The loss of each pair of elements.
        fn losses(f: Pointwise::losses, x: &[Self], t: &[Self]) -> Vec<Self>;
        /// `dy` times the derivatives by `x`, in place of `x`.
        fn by_input_in_place(f: Pointwise::by_input_in_place, x: &mut [Self], t: &[Self], dy: Self);
        /// `dy` times the derivatives by `x`.
        fn by_input(f: Pointwise::by_input, x: &[Self], t: &[Self], dy: Self) -> Vec<Self>;
        /// `dy` times the derivatives by `t`.
        fn by_target(f: Pointwise::by_target, x: &[Self], t: &[Self], dy: Self) -> Vec<Self>;
    }
}
