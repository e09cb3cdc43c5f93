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
        // An operator is quoted, as in the messages about shapes.
        let quote = if name.starts_with(char::is_alphabetic) { "" } else { "`" };
        match self {
            Origin::Param(made_at) => panic!(
                "{quote}{name}{quote}: a tensor was computed on no tape from the parameter made at {made_at}, which would \
                 get no gradient through it; put what the layer takes on the tape (`h.beside(&x)`), take a parameter by \
                 `param.on(&x)`, or say that a constant is meant: `.detach()`"
            ),
            Origin::Gradient => panic!(
                "{quote}{name}{quote}: a tensor is a gradient, or was computed from one, and there is no second derivative: \
                 what it depends on would get nothing through it; say that a constant is meant: `.detach()`"
            ),
        }
    }
}
