//! Layers.

use super::{Made, Message, Shape, with_batch};

/// What a layer makes of `x`, of whose sample it makes `of_sample`; or of `x` as one sample, if it takes no batch.
pub const fn layer(x: Shape, of_sample: Made, of_whole: Made) -> Made {
    match (of_sample, of_whole) {
        (Ok(made), _) if x.rank() > 1 => Ok(with_batch(x.size(0), made).of_batch(x.batch())),
        (_, Ok(made)) => Ok(made.of_batch(x.batch())),
        (Err(message), Err(_)) if x.rank() > 1 => Err(message),
        (_, Err(message)) => Err(message),
    }
}

/// The index of a list's layer, if there is one.
pub const fn element(index: usize, len: usize) -> Result<usize, Message> {
    if index < len {
        return Ok(index);
    }
    Err(Message::new("there is no layer ").number(index).text(" in a list of ").number(len))
}

/// The spec of a layer that is not there.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Nothing {
    /// Nothing is done.
    pub const fn output_shape(&self, input: Shape) -> Made {
        Ok(input)
    }
}
