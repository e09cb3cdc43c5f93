//! Options of tensors.

use super::Message;

/// What is in an option, if it is there.
pub const fn present<T: Copy>(option: Option<T>) -> Result<T, Message> {
    match option {
        Some(there) => Ok(there),
        None => Err(Message::new(
            "this is `None` where the caller gives none: say what is done then, as `match` does",
        )),
    }
}
