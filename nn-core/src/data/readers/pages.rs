//! The headers of the pages of a Parquet file, in [Thrift's compact
//! form](https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).

use parquet::file::metadata::ColumnChunkMetaData;

/// What a page of a few bytes may have unpacked, and what each byte may add.
const SMALL: u64 = 1 << 16;
const PER_BYTE: u64 = 1032;

/// Whether no page of a column announces more than its bytes can hold: as much memory is taken before it is unpacked.
pub(super) fn check_pages(file: &[u8], column: &ColumnChunkMetaData) -> Result<(), String> {
    let damaged = || "the header of a page is damaged".to_owned();
    let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    let start = start.min(column.data_page_offset());
    let end = start.checked_add(column.compressed_size()).ok_or_else(damaged)?;
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    let mut rest = range.and_then(|(start, end)| file.get(start..end)).ok_or_else(damaged)?;
    while !rest.is_empty() {
        let mut header = Header { rest, unpacked: 0, packed: 0 };
        header.read().ok_or_else(damaged)?;
        let (unpacked, packed) = (header.unpacked, header.packed);
        if unpacked > SMALL + PER_BYTE * packed {
            return Err(format!(
                "a page of {packed} bytes announces {unpacked} unpacked, more than it can hold"
            ));
        }
        rest = header.rest.get(usize::try_from(packed).map_err(|_| damaged())?..).ok_or_else(damaged)?;
    }
    Ok(())
}

/// The struct `PageHeader`, of which two fields are of interest.
struct Header<'a> {
    rest: &'a [u8],
    unpacked: u64,
    packed: u64,
}

impl Header<'_> {
    fn read(&mut self) -> Option<()> {
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (2, I32) => self.unpacked = u64::try_from(self.zigzag()?).ok()?,
                (3, I32) => self.packed = u64::try_from(self.zigzag()?).ok()?,
                _ => self.skip(kind, 8)?,
            }
        }
        Some(())
    }

    /// The type of the next field, and its number in place of the last one's; none at the end of a struct.
    fn field(&mut self, id: &mut i64) -> Option<Option<u8>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(None);
        }
        *id = match byte >> 4 {
            0 => self.zigzag()?,
            more => id.checked_add(more.into())?,
        };
        Some(Some(byte & 15))
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            // The value of a boolean is its type.
            1 | 2 => Some(()),
            3 => self.byte().map(drop),
            4..=6 => self.varint().map(drop),
            7 => self.bytes(8),
            8 => {
                let len = self.varint()?;
                self.bytes(len.try_into().ok()?)
            }
            9 | 10 => {
                let byte = self.byte()?;
                let len = if byte >> 4 == 15 { self.varint()? } else { (byte >> 4).into() };
                (0..len).try_for_each(|_| match byte & 15 {
                    1 | 2 => self.byte().map(drop),
                    kind => self.skip(kind, depth),
                })
            }
            12 => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.skip(kind, depth)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn bytes(&mut self, len: usize) -> Option<()> {
        self.rest = self.rest.get(len..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}

const I32: u8 = 5;
