//! A range along an axis, as it is written.

use super::{Message, within};

/// `start..end`, `start..=end` and what leaves out one of them.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// The first index.
    pub start: Option<isize>,
    /// The last index, or the one behind it.
    pub end: Option<isize>,
    /// Whether `end` is the last.
    pub is_closed: bool,
}

impl Span {
    /// The range within an axis of this size, if it has it.
    pub(super) const fn of(&self, size: usize) -> Option<[usize; 2]> {
        let start = match self.start {
            Some(start) => within(start, size),
            None => Some(0),
        };
        let end = match self.end {
            Some(end) => within(end, size),
            None => Some(size),
        };
        let (Some(start), Some(end)) = (start, end) else { return None };
        let end = if self.is_closed && self.end.is_some() { end + 1 } else { end };
        if start <= end && end <= size { Some([start, end]) } else { None }
    }

    /// How many indices a loop over it has.
    pub const fn len(&self) -> usize {
        let (start, end) = self.ends();
        if end > start { (end - start) as usize } else { 0 }
    }

    /// Whether a loop over it has no index.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The index of a turn of a loop over it.
    pub const fn get(&self, turn: usize) -> usize {
        self.ends().0 as usize + turn
    }

    const fn ends(&self) -> (isize, isize) {
        let start = match self.start {
            Some(start) => start,
            None => 0,
        };
        match self.end {
            Some(end) if self.is_closed => (start, end + 1),
            Some(end) => (start, end),
            None => (start, start),
        }
    }
}

/// The first index of a part of a list, and the one behind its last.
pub const fn bounds(range: Span, len: usize) -> Result<[usize; 2], Message> {
    match range.of(len) {
        Some(bounds) => Ok(bounds),
        None => {
            let message = Message::new("there is no part ").span(range.start, range.end, range.is_closed);
            Err(message.text(" of a list of ").number(len))
        }
    }
}
