//! TensorBoard's event files, decoded by what their format says, with nothing of the library.

use std::fs;
use std::path::Path;

/// The contents of the records of a file.
pub(crate) fn records(mut bytes: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let mut records = Vec::new();
    while !bytes.is_empty() {
        let (head, rest) = bytes.split_at_checked(12).ok_or("a length is cut off")?;
        checked(head)?;
        let length = u64::from_le_bytes(head[..8].try_into().unwrap()) as usize;
        let (record, rest) = rest.split_at_checked(length + 4).ok_or("a record is cut off")?;
        records.push(checked(record)?.to_vec());
        bytes = rest;
    }
    Ok(records)
}

/// What stands before a checksum, if that is right.
fn checked(bytes: &[u8]) -> Result<&[u8], String> {
    let (data, sum) = bytes.split_at(bytes.len() - 4);
    let found = u32::from_le_bytes(sum.try_into().unwrap());
    let crc = crc32c(data);
    let expected = crc.rotate_right(15).wrapping_add(0xa282ead8);
    if found == expected { Ok(data) } else { Err(format!("the checksum is {found:x}, not {expected:x}")) }
}

/// Bit by bit, as the polynomial is divided.
pub(crate) fn crc32c(data: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0x82f63b78 * (crc & 1));
        }
    }
    !crc
}

/// A field of a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Field {
    Number(u64),
    Double(f64),
    Float(f32),
    Bytes(Vec<u8>),
}

/// The fields of a message, in order.
#[derive(Clone, Debug)]
pub(crate) struct Message(Vec<(u64, Field)>);

impl Message {
    pub(crate) fn new(mut bytes: &[u8]) -> Message {
        let mut fields = Vec::new();
        while !bytes.is_empty() {
            let head = varint(&mut bytes);
            let field = match head & 7 {
                0 => Field::Number(varint(&mut bytes)),
                1 => Field::Double(f64::from_le_bytes(take(&mut bytes, 8).try_into().unwrap())),
                2 => {
                    let length = varint(&mut bytes) as usize;
                    Field::Bytes(take(&mut bytes, length).to_vec())
                }
                5 => Field::Float(f32::from_le_bytes(take(&mut bytes, 4).try_into().unwrap())),
                kind => panic!("kind {kind}"),
            };
            fields.push((head >> 3, field));
        }
        Message(fields)
    }

    pub(crate) fn all(&self, number: u64) -> impl Iterator<Item = &Field> {
        self.0.iter().filter(move |(found, _)| *found == number).map(|(_, field)| field)
    }

    pub(crate) fn get(&self, number: u64) -> Option<&Field> {
        self.all(number).next()
    }

    pub(crate) fn number(&self, number: u64) -> Option<u64> {
        self.get(number).map(|field| match field {
            Field::Number(value) => *value,
            other => panic!("{other:?}"),
        })
    }

    pub(crate) fn bytes(&self, number: u64) -> Option<&[u8]> {
        self.get(number).map(bytes)
    }

    pub(crate) fn text(&self, number: u64) -> Option<String> {
        self.bytes(number).map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
    }

    pub(crate) fn message(&self, number: u64) -> Option<Message> {
        self.bytes(number).map(Message::new)
    }
}

pub(crate) fn bytes(field: &Field) -> &[u8] {
    match field {
        Field::Bytes(bytes) => bytes,
        other => panic!("{other:?}"),
    }
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (taken, rest) = bytes.split_at(count);
    *bytes = rest;
    taken
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let byte = take(bytes, 1)[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

/// The event files of a folder, one behind the other.
pub(crate) fn event_bytes(folder: &Path) -> Vec<u8> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_str().unwrap().contains("tfevents"))
        .collect();
    files.sort();
    files.iter().flat_map(|file| fs::read(file).unwrap()).collect()
}

/// The events of a folder without their times, and without those that say where a file begins.
pub(crate) fn events(folder: &Path) -> Vec<Vec<u8>> {
    let mut events = records(&event_bytes(folder)).unwrap();
    for event in &mut events {
        assert_eq!(event[0], 0x09, "the time comes first");
        event[1..9].fill(0);
    }
    events.retain(|event| Message::new(event).get(3).is_none() && Message::new(event).get(7).is_none());
    events
}
