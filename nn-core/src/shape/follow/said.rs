//! Where a mistake is said.

use std::panic::Location;

use super::{BATCHES, Message};

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
        message.text(", in a batch of ").number(batch).panic();
    }
    message.panic();
}

/// The message of a forward whose mistakes a constant says.
pub const fn told_as(is_told: bool, made: super::Made) -> super::Made {
    match made {
        Err(message) => Err(message.told(is_told)),
        made => made,
    }
}

/// Stops a constructor whose model does not fit.
#[track_caller]
pub const fn fits(made: &super::Made) {
    if let Err(message) = made {
        message.panic();
    }
}
