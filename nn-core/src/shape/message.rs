//! A message that is put together at compile time.

use std::panic::Location;

use super::Shape;
use super::follow::BATCHES;

/// A message is smaller than 128 bytes, above which an error is thought to be too large to be returned by value; in
/// constants there is no box.
const ROOM: usize = 109;

/// Why a layer cannot take a shape. It can be written in constants, where `format!` cannot:
///
/// ```
/// use nn_core::shape::{Message, Shape};
///
/// const INPUT: Shape = Shape::new(&[4, 8]);
/// const MESSAGE: Message = Message::new("Scale takes ").number(3).text(" channels, but gets ").shape(&INPUT);
/// assert_eq!(MESSAGE.as_str(), "Scale takes 3 channels, but gets [4, 8]");
/// ```
///
/// It holds 109 bytes; a part that has no room is left out as a whole.
#[derive(Clone, Copy)]
pub struct Message {
    /// The path to the layer, then what is wrong with it.
    bytes: [u8; ROOM],
    /// Where the path ends.
    path: u8,
    /// Where the message ends.
    len: u8,
    /// Whether the compiler has said it, where the model stands to which it belongs.
    is_told: bool,
    /// The expression of a forward that it is about.
    place: Option<&'static Location<'static>>,
}

impl Message {
    /// A message that begins with `text`.
    pub const fn new(text: &str) -> Self {
        Message { bytes: [0; ROOM], path: 0, len: 0, is_told: false, place: None }.text(text)
    }

    /// The same message with `text` behind it.
    pub const fn text(mut self, text: &str) -> Self {
        let (begin, end) = (self.len as usize, self.len as usize + text.len());
        if end <= ROOM {
            self.bytes.split_at_mut(begin).1.split_at_mut(text.len()).0.copy_from_slice(text.as_bytes());
            self.len = end as u8;
        }
        self
    }

    /// The same message with a number behind it.
    pub const fn number(self, number: usize) -> Self {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let message = if number >= 10 { self.number(number / 10) } else { self };
        message.text(DIGITS[number % 10])
    }

    /// The same message with a number behind it that may be negative.
    pub(super) const fn signed(self, number: isize) -> Self {
        let message = if number < 0 { self.text("-") } else { self };
        message.number(number.unsigned_abs())
    }

    /// The same message with a range behind it, as it is written.
    pub(super) const fn span(self, start: Option<isize>, end: Option<isize>, is_closed: bool) -> Self {
        let message = match start {
            Some(start) => self.signed(start),
            None => self,
        };
        let message = message.text(if is_closed { "..=" } else { ".." });
        match end {
            Some(end) => message.signed(end),
            None => message,
        }
    }

    /// The same message with a shape behind it. Where a forward is followed, the size of its batch is `batch`, and what is
    /// three times as much `3*batch`.
    pub const fn shape(self, shape: &Shape) -> Self {
        let (mut sizes, mut axis) = (Message::new("["), 0);
        while axis < shape.rank() {
            sizes = if axis > 0 { sizes.text(", ") } else { sizes };
            sizes = match shape.size(axis) {
                size if size == BATCHES[0] && shape.batch() == size => sizes.text("batch"),
                size if size > 0 && size.is_multiple_of(BATCHES[0]) && shape.batch() == BATCHES[0] => {
                    sizes.number(size / BATCHES[0]).text("*batch")
                }
                // What a reshape leaves out.
                usize::MAX => sizes.text("-1"),
                size => sizes.number(size),
            };
            axis += 1;
        }
        self.text(sizes.text("]").as_str())
    }

    /// The same message about a layer inside of `name`.
    pub const fn inside(self, name: &str) -> Self {
        let dot = if self.path > 0 { "." } else { "" };
        let path = name.len() + dot.len() + self.path as usize;
        if path + self.as_str().len() > ROOM {
            return self;
        }
        let mut message = Message::new(name).text(dot).text(self.path());
        message.path = path as u8;
        message.is_told = self.is_told;
        message.place = self.place;
        message.text(self.as_str())
    }

    /// The same message about a layer inside of the list's element `index`.
    #[doc(hidden)]
    pub const fn inside_index(self, index: usize) -> Self {
        self.inside(Message::new("").number(index).as_str())
    }

    /// The same message, which the compiler has said if `is_told`, so that models around need not say it again.
    #[doc(hidden)]
    pub const fn told(mut self, is_told: bool) -> Self {
        self.is_told |= is_told;
        self
    }

    /// The same message about an expression of a forward, unless it is about one inside of that.
    pub(super) const fn at(mut self, place: &'static Location<'static>) -> Self {
        if self.place.is_none() {
            self.place = Some(place);
        }
        self
    }

    pub(super) const fn is_told(&self) -> bool {
        self.is_told
    }

    /// What is wrong.
    pub const fn as_str(&self) -> &str {
        text(self.bytes.split_at(self.len as usize).0.split_at(self.path as usize).1)
    }

    /// The field or element where it is wrong, as a path from the model; empty for the layer itself.
    pub const fn path(&self) -> &str {
        text(self.bytes.split_at(self.path as usize).0)
    }

    #[track_caller]
    pub(crate) const fn panic(&self) -> ! {
        let mut whole = Whole { bytes: [0; WHOLE], len: 0 };
        if self.path > 0 {
            whole = whole.and("`").and(self.path()).and("`: ");
        }
        whole = whole.and(self.as_str());
        if let Some(place) = self.place {
            let (line, column) = (
                Message::new("").number(place.line() as usize),
                Message::new("").number(place.column() as usize),
            );
            whole = whole.and("\nin the forward at ").and(place.file());
            whole = whole.and(":").and(line.as_str()).and(":").and(column.as_str());
        }
        panic!("{}", text(whole.bytes.split_at(whole.len).0));
    }
}

/// The most bytes of a message with its path and its place.
const WHOLE: usize = 512;

/// What a constant prints, which can be one text alone.
struct Whole {
    bytes: [u8; WHOLE],
    len: usize,
}

impl Whole {
    const fn and(mut self, text: &str) -> Self {
        let end = self.len + text.len();
        if end <= WHOLE {
            self.bytes.split_at_mut(self.len).1.split_at_mut(text.len()).0.copy_from_slice(text.as_bytes());
            self.len = end;
        }
        self
    }
}

/// Whether two texts are the same, in constants.
pub(crate) const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut i = 0;
    while i < one.len() && i < other.len() && one[i] == other[i] {
        i += 1;
    }
    i == one.len() && i == other.len()
}

const fn text(bytes: &[u8]) -> &str {
    match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path().is_empty() {
            write!(f, "`{}`: ", self.path())?;
        }
        f.write_str(self.as_str())?;
        self.place.map_or(Ok(()), |place| write!(f, "\nin the forward at {place}"))
    }
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({self})")
    }
}

impl std::error::Error for Message {}

#[cfg(test)]
mod tests {
    use super::{Message, Shape};

    #[test]
    fn parts_are_joined() {
        let message = Message::new("a ").number(0).text(" b ").number(10_450).shape(&Shape::new(&[]));
        assert_eq!(message.as_str(), "a 0 b 10450[]");
        let path = message.inside("fc").inside("block");
        assert_eq!(path.to_string(), "`block.fc`: a 0 b 10450[]");
    }

    #[test]
    fn it_is_small_enough_to_be_returned() {
        assert!(size_of::<Message>() < 128);
    }

    #[test]
    fn what_has_no_room_is_left_out() {
        let long = "å".repeat(100);
        assert_eq!(Message::new("a").text(&long).text("b").as_str(), "ab");
        let full = "å".repeat(52);
        let message = Message::new(&full).inside("abc").inside("of");
        assert_eq!((message.path(), message.as_str()), ("abc", full.as_str()));
    }
}
