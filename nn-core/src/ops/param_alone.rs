//! What a parameter does not do by itself.

use crate::storage::Float;
use crate::{Param, Tensor};

/// What is on a tape, as no parameter is by itself. It is a trait for the message of the compiler alone.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a parameter by itself is on no tape, so that what is made of it would have no gradient",
    label = "of a parameter and no tensor",
    note = "`param.on(&x)` is the parameter beside an input, or beside what was made of one: a tensor like any other"
)]
pub trait OnTape {}

/// Never what is called: the compiler says what to write.
macro_rules! refuse {
    ($($operation:ident),*) => {
        impl<const N: usize, A: Float> Param<N, A> {$(
            #[doc(hidden)] pub fn $operation(&self) -> Tensor<N, A>
            where
                Self: OnTape,
            {
                unreachable!("no parameter is on a tape")
            }
        )*}
    };
}

refuse!(abs, exp, gelu, log, mean, relu, sigmoid, silu, sqrt, square, sum, tanh);
