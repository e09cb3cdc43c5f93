//! The [safetensors](https://huggingface.co/docs/safetensors) format: the length of the header as 8 bytes, the header,
//! which is JSON, and then the elements of the tensors, one after the other without gaps. The crate of that name brings
//! serde along, a quarter of what it took to compile this one with all that it needs; in the tests it says what is right.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::json::{Json, write_string};
use crate::error::shortened;

/// The key of a header under which no tensor stands but texts.
pub(super) const METADATA: &str = "__metadata__";
/// No program reads longer ones.
const LONGEST_HEADER: u64 = 100_000_000;

/// A tensor as the format has it: row-major and little-endian.
pub(super) trait Stored {
    /// The element type as the format names it.
    fn dtype(&self) -> &str;
    fn shape(&self) -> &[usize];
    fn data(&self) -> Cow<'_, [u8]>;
}

/// A tensor of a file.
pub(super) struct View<'a> {
    dtype: String,
    shape: Vec<usize>,
    data: &'a [u8],
}

impl<'a> View<'a> {
    /// A tensor of another format, whose data are as long as its shape says.
    #[cfg(feature = "pytorch")]
    pub(super) fn new(dtype: &str, shape: &[usize], data: &'a [u8]) -> Self {
        View { dtype: dtype.to_owned(), shape: shape.to_vec(), data }
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.data
    }
}

impl Stored for View<'_> {
    fn dtype(&self) -> &str {
        &self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.data)
    }
}

/// What a file holds, the tensors in the order of their data.
pub(super) struct SafeTensors<'a> {
    pub(super) tensors: Vec<(String, View<'a>)>,
    pub(super) metadata: BTreeMap<String, String>,
}

/// What is wrong with a file.
pub(super) enum Damage {
    /// The header is announced to be longer than what follows, or than any.
    HeaderLength,
    /// The header is not as the format has it.
    Header(String),
    /// The data are not as long as the header says.
    DataLength,
}

impl<'a> SafeTensors<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Damage> {
        let (length, rest) = bytes.split_first_chunk().ok_or(Damage::HeaderLength)?;
        let length = u64::from_le_bytes(*length);
        let short = length <= LONGEST_HEADER && length <= rest.len() as u64;
        let (header, data) = short.then(|| rest.split_at(length as usize)).ok_or(Damage::HeaderLength)?;
        let header = str::from_utf8(header).map_err(|error| Damage::Header(error.to_string()))?;
        let mut header = Header::read(header).map_err(Damage::Header)?;
        // One without elements begins where the next one does.
        header.entries.sort_by_key(|(_, entry)| (entry.data.start, entry.data.end));
        let end = header.refuse_gaps().map_err(Damage::Header)?;
        if end != data.len() {
            return Err(Damage::DataLength);
        }
        let view = |entry: Entry| View { dtype: entry.dtype, shape: entry.shape, data: &data[entry.data] };
        let tensors = header.entries.into_iter().map(|(name, entry)| (name, view(entry))).collect();
        Ok(SafeTensors { tensors, metadata: header.metadata })
    }
}

/// A file of these tensors, those of wide elements first, so that all are aligned, and then by name.
pub(super) fn write(tensors: &[(&str, impl Stored)], metadata: &BTreeMap<String, String>) -> Vec<u8> {
    let mut tensors: Vec<_> = tensors.iter().collect();
    let width = |tensor: &dyn Stored| size(tensor.dtype());
    // By type within a width, as the crate of that name writes them.
    tensors.sort_by(|(a, x), (b, y)| (width(y), y.dtype(), *a).cmp(&(width(x), x.dtype(), *b)));
    let header = header(&tensors, metadata);
    let mut bytes = Vec::with_capacity(
        8 + header.len() + tensors.iter().map(|(_, tensor)| data_len(tensor)).sum::<usize>(),
    );
    bytes.extend((header.len() as u64).to_le_bytes());
    bytes.extend(header.as_bytes());
    tensors.iter().for_each(|(_, tensor)| bytes.extend_from_slice(&tensor.data()));
    bytes
}

fn header(tensors: &[&(&str, impl Stored)], metadata: &BTreeMap<String, String>) -> String {
    let mut header = String::from("{");
    write_string(&mut header, METADATA);
    header += ":{";
    for (i, (key, text)) in metadata.iter().enumerate() {
        header += if i == 0 { "" } else { "," };
        write_string(&mut header, key);
        header.push(':');
        write_string(&mut header, text);
    }
    header.push('}');
    let mut start = 0;
    for (name, tensor) in tensors {
        let (end, sizes) = (start + data_len(tensor), tensor.shape().iter().map(usize::to_string));
        header.push(',');
        write_string(&mut header, name);
        let (dtype, shape) = (tensor.dtype(), sizes.collect::<Vec<_>>().join(","));
        header += &format!(":{{\"dtype\":\"{dtype}\",\"shape\":[{shape}],\"data_offsets\":[{start},{end}]}}");
        start = end;
    }
    header.push('}');
    header += &" ".repeat(header.len().next_multiple_of(8) - header.len());
    header
}

/// What a header says.
#[derive(Default)]
struct Header {
    entries: Vec<(String, Entry)>,
    metadata: BTreeMap<String, String>,
}

struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data: Range<usize>,
}

impl Header {
    fn read(text: &str) -> Result<Header, String> {
        let (mut header, mut keys) = (Header::default(), BTreeSet::new());
        let mut json = Json::new(text);
        json.object(|json, key| {
            if !keys.insert(key.clone()) {
                return Err(format!("`{}` stands in it twice", shortened(&key)));
            }
            if key == METADATA {
                return json.object(|json, key| {
                    let twice = header.metadata.insert(key, json.string()?).is_some();
                    if twice { Err("a key of the metadata stands in it twice".to_owned()) } else { Ok(()) }
                });
            }
            let entry = Entry::read(json).map_err(|message| format!("`{}`: {message}", shortened(&key)))?;
            header.entries.push((key, entry));
            Ok(())
        })?;
        json.end()?;
        Ok(header)
    }

    /// Where the data end, one tensor after the other.
    fn refuse_gaps(&self) -> Result<usize, String> {
        self.entries.iter().try_fold(0, |end, (name, entry)| {
            if entry.data.start == end {
                return Ok(entry.data.end);
            }
            let (name, start) = (shortened(name), entry.data.start);
            Err(format!("the data of `{name}` begin at {start}, expected {end}, where those before them end"))
        })
    }
}

impl Entry {
    fn read(json: &mut Json<'_>) -> Result<Entry, String> {
        let (mut dtype, mut shape, mut offsets) = (None, None, None);
        json.object(|json, key| {
            let twice = match &*key {
                "dtype" => dtype.replace(json.string()?).is_some(),
                "shape" => shape.replace(json.numbers()?).is_some(),
                "data_offsets" => offsets.replace(json.numbers()?).is_some(),
                _ => {
                    return Err(format!("has `{}`, expected dtype, shape and data_offsets", shortened(&key)));
                }
            };
            if twice { Err(format!("has `{key}` twice")) } else { Ok(()) }
        })?;
        let dtype = dtype.ok_or("has no `dtype`")?;
        let shape: Vec<usize> = shape.ok_or("has no `shape`")?;
        let data = match *offsets.ok_or("has no `data_offsets`")? {
            [start, end] if start <= end => start..end,
            ref other => {
                let found = format!("{other:?}");
                return Err(format!(
                    "has the data_offsets {}, expected a start and an end",
                    shortened(&found)
                ));
            }
        };
        let bytes = shape.iter().try_fold(size(&dtype).unwrap_or(0), |bytes, size| bytes.checked_mul(*size));
        if size(&dtype).is_some() && bytes != Some(data.len()) {
            let (len, shape) = (data.len(), format!("{shape:?}"));
            return Err(format!(
                "has {len} bytes of data, which its shape {} of {dtype} does not take",
                shortened(&shape)
            ));
        }
        Ok(Entry { dtype, shape, data })
    }
}

fn data_len(tensor: &impl Stored) -> usize {
    tensor.shape().iter().product::<usize>()
        * size(tensor.dtype()).expect("ours have elements of whole bytes")
}

/// The bytes of an element, of the types of whole bytes.
fn size(dtype: &str) -> Option<usize> {
    Some(match dtype {
        "BOOL" | "U8" | "I8" => 1,
        "I16" | "U16" | "F16" | "BF16" => 2,
        "I32" | "U32" | "F32" => 4,
        "F64" | "I64" | "U64" | "C64" => 8,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use ::safetensors as theirs;
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    type Content = (BTreeMap<String, String>, BTreeMap<String, (String, Vec<usize>, Vec<u8>)>);

    impl Damage {
        fn text(&self) -> &str {
            match self {
                Damage::HeaderLength => "the length of the header",
                Damage::Header(message) => message,
                Damage::DataLength => "the length of the data",
            }
        }
    }

    fn read(bytes: &[u8]) -> Result<Content, Damage> {
        let file = SafeTensors::read(bytes)?;
        let tensors = file.tensors.into_iter().map(|(name, v)| (name, (v.dtype, v.shape, v.data.to_vec())));
        Ok((file.metadata, tensors.collect()))
    }

    fn read_by_theirs(bytes: &[u8]) -> Option<Content> {
        let file = theirs::SafeTensors::deserialize(bytes).ok()?;
        let (_, header) = theirs::SafeTensors::read_metadata(bytes).ok()?;
        let tensor = |v: &theirs::tensor::TensorView<'_>| {
            (v.dtype().to_string(), v.shape().to_vec(), v.data().to_vec())
        };
        let tensors = file.tensors().iter().map(|(name, view)| (name.clone(), tensor(view))).collect();
        Some((header.metadata().clone().unwrap_or_default().into_iter().collect(), tensors))
    }

    /// Files of the other program, and of ours.
    fn files() -> impl Strategy<Value = Vec<u8>> {
        let shape = prop::collection::vec(0usize..4, 0..3);
        let dtype = prop::sample::select(vec![
            theirs::Dtype::BOOL,
            theirs::Dtype::F16,
            theirs::Dtype::F32,
            theirs::Dtype::I64,
        ]);
        let tensors = prop::collection::btree_map("[a-c.\"é]{0,3}", (dtype, shape), 0..4);
        (tensors, prop::option::of("[a-z\\\\]{0,3}"), any::<bool>()).prop_map(|(tensors, note, ours)| {
            let size = |(dtype, shape): &(theirs::Dtype, Vec<usize>)| {
                shape.iter().product::<usize>() * dtype.bitsize() / 8
            };
            let data: Vec<Vec<u8>> =
                tensors.values().map(|tensor| (0..size(tensor) as u8).collect()).collect();
            let views = tensors.iter().zip(&data).map(|((name, (dtype, shape)), data)| {
                (name.clone(), theirs::tensor::TensorView::new(*dtype, shape.clone(), data).unwrap())
            });
            let metadata = note.map(|note| [("note".to_owned(), note)].into());
            let bytes = theirs::serialize(views, metadata).unwrap();
            if ours { written(&bytes) } else { bytes }
        })
    }

    fn written(bytes: &[u8]) -> Vec<u8> {
        let Ok(file) = SafeTensors::read(bytes) else { panic!("the other program's file is read") };
        let tensors: Vec<_> = file.tensors.into_iter().rev().collect();
        write(&tensors.iter().map(|(name, view)| (&**name, view)).collect::<Vec<_>>(), &file.metadata)
    }

    impl<S: Stored> Stored for &S {
        fn dtype(&self) -> &str {
            (**self).dtype()
        }

        fn shape(&self) -> &[usize] {
            (**self).shape()
        }

        fn data(&self) -> Cow<'_, [u8]> {
            (**self).data()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn ours_and_theirs_are_the_same_files(file in files()) {
            prop_assert!(read(&file).is_ok_and(|ours| Some(ours) == read_by_theirs(&file)));
            let again = written(&file);
            prop_assert!(read(&again).is_ok_and(|ours| Some(ours) == read_by_theirs(&file)));
            if file.windows(METADATA.len()).any(|bytes| bytes == METADATA.as_bytes()) {
                prop_assert_eq!(again, file, "to the byte");
            }
        }

        #[test]
        fn a_damaged_file_is_read_as_the_other_program_reads_it(
            file in files(),
            damage in prop::collection::vec((any::<Index>(), prop::sample::select(b"\"\\{}[],:0123aF \n\xff".to_vec())), 1..3),
        ) {
            let mut file = file;
            for (at, byte) in damage {
                let at = at.index(file.len());
                file[at] = byte;
            }
            match (read(&file), read_by_theirs(&file)) {
                (Ok(ours), Some(theirs)) => prop_assert_eq!(ours, theirs),
                // What no tensor has is refused later, by name.
                (Ok((_, tensors)), None) => prop_assert!(tensors.values().any(|(dtype, ..)| size(dtype).is_none())),
                // The other program takes one of two that have the same name, and leaves out what it does not know.
                (Err(damage), Some(_)) => {
                    let stricter = damage.text().contains("twice") || damage.text().contains("expected dtype, shape");
                    prop_assert!(stricter, "{}", damage.text());
                }
                (Err(_), None) => {}
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_header_is_said() {
        let header =
            |text: &str| read(&[&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat()).unwrap_err();
        for (text, message) in [
            ("{} x", "at byte 3 stands 'x', expected the end of the header"),
            (r#"{"a":1}"#, "`a`: at byte 5 stands '1', expected `{`"),
            (r#"{"a":{"shape":[]}}"#, "`a`: has no `dtype`"),
            (r#"{"a":{"kind":"U8"}}"#, "`a`: has `kind`, expected dtype, shape and data_offsets"),
            (r#"{"a":{"shape":[],"shape":[]}}"#, "`a`: has `shape` twice"),
            (r#"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{}}"#, "`a` stands in it twice"),
            (
                r#"{"a":{"dtype":"U8","shape":[0],"data_offsets":[1]}}"#,
                "`a`: has the data_offsets [1], expected a start and an end",
            ),
            (
                r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,7]}}"#,
                "`a`: has 7 bytes of data, which its shape [2] of F32 does not take",
            ),
            (
                r#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}}"#,
                "the data of `a` begin at 4, expected 0, where those before them end",
            ),
        ] {
            assert_eq!(header(text).text(), message);
        }
    }
}
