//! The wire format of protocol buffers: numbered fields, one after the other.
//!
//! [Encoding](https://protobuf.dev/programming-guides/encoding/): each field begins with its number and the kind of what
//! follows, which is a number of variable length, 4 or 8 bytes, or a length and so many bytes.

/// A message, as its bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    bytes: Vec<u8>,
}

impl Message {
    pub(crate) fn new() -> Self {
        Message::default()
    }

    /// An `int32`, `int64`, `bool` or enum; of a negative number its two's complement.
    pub(crate) fn int(&mut self, field: u32, value: i64) -> &mut Self {
        self.key(field, 0).varint(value as u64)
    }

    /// An `int64` for each element, in a field of its own.
    pub(crate) fn ints(&mut self, field: u32, values: &[i64]) -> &mut Self {
        values.iter().for_each(|&value| _ = self.int(field, value));
        self
    }

    /// A `float`.
    pub(crate) fn float(&mut self, field: u32, value: f32) -> &mut Self {
        self.key(field, 5).bytes.extend(value.to_le_bytes());
        self
    }

    /// A `string`.
    pub(crate) fn text(&mut self, field: u32, value: &str) -> &mut Self {
        self.bytes(field, value.as_bytes())
    }

    /// `bytes`.
    pub(crate) fn bytes(&mut self, field: u32, value: &[u8]) -> &mut Self {
        self.key(field, 2).varint(value.len() as u64).bytes.extend_from_slice(value);
        self
    }

    /// A message inside of this one.
    pub(crate) fn message(&mut self, field: u32, value: &Message) -> &mut Self {
        self.bytes(field, &value.bytes)
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn key(&mut self, field: u32, kind: u64) -> &mut Self {
        self.varint(u64::from(field) << 3 | kind)
    }

    /// Seven bits to a byte, the lowest first; all but the last byte have their highest bit set.
    fn varint(&mut self, mut value: u64) -> &mut Self {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Message;

    /// The examples of the format's own description.
    #[test]
    fn bytes() {
        assert_eq!(Message::new().int(1, 150).clone().into_bytes(), [0x08, 0x96, 0x01]);
        assert_eq!(Message::new().text(2, "testing").clone().into_bytes(), b"\x12\x07testing");
        let inner = Message::new().int(1, 150).clone();
        assert_eq!(Message::new().message(3, &inner).clone().into_bytes(), [0x1a, 0x03, 0x08, 0x96, 0x01]);
        let minus_two = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert_eq!(Message::new().int(1, -2).clone().into_bytes()[1..], minus_two);
        assert_eq!(Message::new().float(16, 1.0).clone().into_bytes(), [0x85, 0x01, 0, 0, 0x80, 0x3f]);
        assert_eq!(Message::new().ints(4, &[1, 2]).clone().into_bytes(), [0x20, 1, 0x20, 2]);
    }
}
