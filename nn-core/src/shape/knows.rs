//! The message about a spec that has no shape function.

use super::Message;

/// What is asked of a spec without an `output_shape` of its own, which would come first. Nobody implements it: a function
/// of a trait cannot be called in constants, and the trait exists so that the compiler says what to write.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the check of the shapes stops here: `{Self}` has no `output_shape`",
    label = "does not say what it makes of a shape",
    note = "write `#[shapes]` above the model's forward; or, in an `impl {Self}`, `pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message>`, \
            with `nn_core::shape::{{Message, Shape}}`",
    note = "or fix the type of the input alone, as in `#[forward(input = Tensor<2>, unchecked)]`"
)]
pub trait KnowsShape<X> {
    fn output_shape<Y>(&self, input: X) -> Result<Y, Message>;
}

/// What no shape is. The bound is on the input, so that every spec has the method until it is called.
#[doc(hidden)]
pub trait Never {}

#[diagnostic::do_not_recommend]
impl<S: ?Sized, X: Never> KnowsShape<X> for S {
    fn output_shape<Y>(&self, _: X) -> Result<Y, Message> {
        unreachable!("no input is of this type")
    }
}
