//! What a tensor off the tape was computed from, where its gradient would be lost without a word.

use std::panic::Location;

/// Why a tensor that is on no tape must not meet one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// It was computed from a trainable parameter, which was made there.
    Param(&'static Location<'static>),
    /// It is a gradient, or was computed from one.
    Gradient,
}

impl Origin {
    /// Says at the caller's line what would be lost if the operand of `name` were taken for a constant.
    #[cold]
    #[track_caller]
    pub(crate) fn refuse(self, name: &str) -> ! {
        match self {
            Origin::Param(made_at) => panic!(
                "{name}: one operand was computed on no tape from the parameter made at {made_at}, which would get no \
                 gradient through it; put what goes into the layer beside the input, `h.beside(&x)`, or say that the \
                 operand is a constant: `.detach()`"
            ),
            Origin::Gradient => panic!(
                "{name}: one operand is a gradient, or was computed from one, and there is no second derivative: what \
                 it depends on would get nothing through it; say that it is a constant: `.detach()`"
            ),
        }
    }
}
