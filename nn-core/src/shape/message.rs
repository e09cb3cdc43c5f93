//! A message that is put together at compile time.

use super::Shape;

const ROOM: usize = 256;

/// Why a layer cannot take a shape. It can be written in constants, where `format!` cannot:
///
/// ```
/// use nn_core::shape::{Message, Shape};
///
/// const MESSAGE: Message = Message::new("Scale takes ").number(3).text(" channels, but gets ").shape(&Shape::new(&[4, 8]));
/// assert_eq!(MESSAGE.as_str(), "Scale takes 3 channels, but gets [4, 8]");
/// ```
#[derive(Clone, Copy)]
pub struct Message {
    /// The way to the layer, then what is wrong with it.
    path: Text,
    text: Text,
}

#[derive(Clone, Copy)]
struct Text {
    bytes: [u8; ROOM],
    len: usize,
}

impl Message {
    /// A message that begins so.
    pub const fn new(text: &str) -> Self {
        Message { path: Text::EMPTY, text: Text::EMPTY.and(text) }
    }

    /// Text.
    pub const fn text(mut self, text: &str) -> Self {
        self.text = self.text.and(text);
        self
    }

    /// A number.
    pub const fn number(mut self, number: usize) -> Self {
        self.text = self.text.number(number);
        self
    }

    /// A shape.
    pub const fn shape(self, shape: &Shape) -> Self {
        let mut message = self.text("[");
        let mut axis = 0;
        while axis < shape.rank() {
            if axis > 0 {
                message = message.text(", ");
            }
            message = message.number(shape.size(axis));
            axis += 1;
        }
        message.text("]")
    }

    /// The same message about a layer inside of `name`.
    pub const fn inside(mut self, name: &str) -> Self {
        let inner = self.path;
        self.path = Text::EMPTY.and(name);
        if inner.len > 0 {
            self.path = self.path.and(".").and(inner.as_str());
        }
        self
    }

    /// The same message about a layer inside of the list's element `index`.
    #[doc(hidden)]
    pub const fn inside_index(self, index: usize) -> Self {
        let name = Text::EMPTY.number(index);
        self.inside(name.as_str())
    }

    /// What is wrong.
    pub const fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The field or element where it is wrong, as a path from the model; empty for the layer itself.
    pub const fn path(&self) -> &str {
        self.path.as_str()
    }

    #[track_caller]
    pub(crate) const fn panic(&self) -> ! {
        if self.path.len == 0 {
            panic!("{}", self.as_str());
        }
        let text = Text::EMPTY.and("`").and(self.path()).and("`: ").and(self.as_str());
        panic!("{}", text.as_str());
    }
}

impl Text {
    const EMPTY: Text = Text { bytes: [0; ROOM], len: 0 };

    /// A part that has no room is left out as a whole, which keeps the text valid.
    const fn and(mut self, text: &str) -> Self {
        let (text, end) = (text.as_bytes(), self.len + text.len());
        if end <= ROOM {
            self.bytes.split_at_mut(self.len).1.split_at_mut(text.len()).0.copy_from_slice(text);
            self.len = end;
        }
        self
    }

    const fn number(self, number: usize) -> Self {
        let text = if number >= 10 { self.number(number / 10) } else { self };
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        text.and(DIGITS[number % 10])
    }

    const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path().is_empty() {
            write!(f, "`{}`: ", self.path())?;
        }
        f.write_str(self.as_str())
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
    fn what_has_no_room_is_left_out() {
        let long = "å".repeat(200);
        assert_eq!(Message::new("a").text(&long).text("b").as_str(), "ab");
    }
}
