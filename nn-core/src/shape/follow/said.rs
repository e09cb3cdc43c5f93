//! Where a mistake is said.

use std::panic::Location;

use super::{BATCHES, Message, Shape, in_a_batch};

/// The message about the expression that calls this, unless it is about one inside of that.
#[track_caller]
pub const fn at_place(message: Message) -> Message {
    message.at(Location::caller())
}

/// Stops the compiler at the expression that calls this, in a forward that is followed with a batch, unless the mistake was
/// said elsewhere.
#[track_caller]
pub const fn stop(message: &Message, batch: usize) {
    if message.is_told() {
        return;
    }
    if batch == BATCHES[1] {
        in_a_batch(*message).panic();
    }
    message.panic();
}

/// What a forward asserts.
pub const fn asserted(holds: bool, text: &str) -> Result<(), Message> {
    if holds { Ok(()) } else { Err(Message::new(text)) }
}

/// The shape that a forward asserts.
pub const fn asserted_shape(got: Shape, asserted: Shape) -> Result<(), Message> {
    if got.is(&asserted) {
        return Ok(());
    }
    Err(Message::new("asserted is ")
        .shape(&asserted.of_batch(got.batch()))
        .text(", but this is ")
        .shape(&got))
}
