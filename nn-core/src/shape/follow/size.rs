//! Arithmetic of sizes.

use super::Message;

/// A difference, which no size has below 0.
pub const fn minus(a: usize, b: usize) -> Result<usize, Message> {
    match a.checked_sub(b) {
        Some(difference) => Ok(difference),
        None => Err(said(a, " - ", b).text(" is below 0, which is no size")),
    }
}

/// A quotient, without its fraction.
pub const fn quotient(a: usize, b: usize) -> Result<usize, Message> {
    match a.checked_div(b) {
        Some(quotient) => Ok(quotient),
        None => Err(said(a, " / ", b).text(" divides by 0")),
    }
}

/// What a division leaves.
pub const fn remainder(a: usize, b: usize) -> Result<usize, Message> {
    match a.checked_rem(b) {
        Some(remainder) => Ok(remainder),
        None => Err(said(a, " % ", b).text(" divides by 0")),
    }
}

const fn said(a: usize, operator: &str, b: usize) -> Message {
    Message::new("").number(a).text(operator).number(b)
}
