//! The wire format of protocol buffers, in which ONNX and TensorBoard write: a message is its fields, one after the other.
//! Source: <https://protobuf.dev/programming-guides/encoding/>.

/// The bytes of a message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message(Vec<u8>);

/// How the bytes behind the number of a field are to be read.
#[derive(Clone, Copy)]
enum Kind {
    Varint = 0,
    EightBytes = 1,
    WithLength = 2,
    FourBytes = 5,
}

impl Message {
    pub(crate) fn new() -> Self {
        Message::default()
    }

    /// A whole number: `int32`, `int64`, `uint64`, an `enum` or a `bool`.
    pub(crate) fn number(mut self, field: u32, value: i64) -> Self {
        self.head(field, Kind::Varint);
        // Negative numbers take all ten bytes.
        self.varint(value as u64);
        self
    }

    pub(crate) fn double(mut self, field: u32, value: f64) -> Self {
        self.head(field, Kind::EightBytes);
        self.0.extend(value.to_le_bytes());
        self
    }

    pub(crate) fn float(mut self, field: u32, value: f32) -> Self {
        self.head(field, Kind::FourBytes);
        self.0.extend(value.to_le_bytes());
        self
    }

    pub(crate) fn bytes(mut self, field: u32, value: &[u8]) -> Self {
        self.head(field, Kind::WithLength);
        self.varint(value.len() as u64);
        self.0.extend(value);
        self
    }

    pub(crate) fn text(self, field: u32, value: &str) -> Self {
        self.bytes(field, value.as_bytes())
    }

    pub(crate) fn message(self, field: u32, value: &Message) -> Self {
        self.bytes(field, value.as_bytes())
    }

    /// A field of the same number for each item.
    pub(crate) fn each<T>(
        self,
        field: u32,
        items: impl IntoIterator<Item = T>,
        add: impl Fn(Self, u32, T) -> Self,
    ) -> Self {
        items.into_iter().fold(self, |message, item| add(message, field, item))
    }

    /// Several numbers in one field.
    pub(crate) fn doubles(self, field: u32, values: impl Iterator<Item = f64>) -> Self {
        self.bytes(field, &values.flat_map(f64::to_le_bytes).collect::<Vec<_>>())
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn head(&mut self, field: u32, kind: Kind) {
        self.varint(u64::from(field << 3 | kind as u32));
    }

    /// Seven bits a byte, the lowest first; all bytes but the last have the eighth.
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::Message;

    /// The examples of the source.
    #[test]
    fn fields_are_written_as_documented() {
        assert_eq!(Message::new().number(1, 150).0, [0x08, 0x96, 0x01]);
        assert_eq!(Message::new().text(2, "testing").0, b"\x12\x07testing");
        assert_eq!(Message::new().message(3, &Message::new().number(1, 150)).0, [0x1a, 3, 8, 0x96, 1]);
        let minus_two = Message::new().number(1, -2).0;
        assert_eq!(minus_two, [&[0x08, 0xfe][..], &[0xff; 8], &[0x01]].concat());
        assert_eq!(Message::new().double(16, 1.0).0, [0x81, 1, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
        assert_eq!(Message::new().float(2, 1.0).0, [0x15, 0, 0, 0x80, 0x3f]);
        assert_eq!(Message::new().doubles(1, [1.0].into_iter()).0[..2], [0x0a, 8]);
    }
}
