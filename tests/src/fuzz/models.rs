//! Checkpoints: of ours, in which no damage may change a value, and of other programs.

use std::fs;
use std::path::Path;

use nn_core::prelude::*;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, serialize};

use super::reader::{Outcome, Reader};

/// One tensor of each element type, a batch norm, and two that are shared.
#[derive(Module)]
struct Net {
    weight: Param<2>,
    scale: Param<1, f64>,
    order: Buffer<1, usize>,
    mask: Buffer<1, bool>,
    empty: Buffer<3>,
    norm: BatchNorm1d,
    tied: (Shared<Param<1>>, Shared<Param<1>>),
}

impl Net {
    fn new(value: f32) -> Self {
        let shared = Shared::new(Param::new([value, 2.0]));
        Net {
            weight: Param::new(Tensor::full([2, 3], value)),
            scale: Param::new([f64::from(value)]),
            order: Buffer::new([value as usize, 1]),
            mask: Buffer::new([value > 1.0, true]),
            empty: Buffer::new(Tensor::zeros([2, 0, 1])),
            norm: BatchNorm1d::new(2),
            tied: (shared.clone(), shared),
        }
    }
}

/// The tensors of `Net` as another program writes them, under other types, and nothing shared.
#[derive(Module)]
struct Untied {
    weight: Param<2>,
    count: Buffer<1, i64>,
    tied: (Param<1>, Param<1>),
}

impl Untied {
    fn new(value: f32) -> Self {
        Untied {
            weight: Param::new(Tensor::full([2, 3], value)),
            count: Buffer::new([value as i64; 4]),
            tied: (Param::new([value; 2]), Param::new([value; 2])),
        }
    }
}

/// What a model holds, to the bit but for NaN.
fn values(model: &impl Module) -> String {
    format!("{:?}", model.state_dict().iter().collect::<Vec<_>>())
}

const NAME: &str = "m.safetensors";
/// What `StateDict::read` says of its memory.
const MEMORY: (usize, usize) = (32, 1 << 20);

pub(super) fn ours() -> Reader {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(NAME);
    Net::new(1.5).save(&path).expect("a model is saved");
    let file = fs::read(path).expect("a saved model is a file");
    let expected = values(&Net::new(1.5));
    let read = move |folder: &Path| {
        let path = folder.join(NAME);
        // Without the entry of the checksum, which one damage may hit, another one in a tensor goes unseen.
        let verifiable = contains(&fs::read(&path).expect("it was just written"), b"\"everything-fnv1a64:");
        loaded(Net::new(0.25), &path, |model| !verifiable || values(model) == expected)
    };
    Reader {
        name: "ours",
        files: vec![(NAME, file)],
        dense: vec![],
        beside: vec![],
        repair,
        memory: MEMORY,
        read: Box::new(read),
    }
}

pub(super) fn foreign() -> Reader {
    let files = [Dtype::F16, Dtype::BF16, Dtype::F32, Dtype::F64].map(|dtype| (NAME, saved(dtype))).to_vec();
    let read = |folder: &Path| loaded(Untied::new(0.25), &folder.join(NAME), |_| true);
    let dense = vec![empty_tensors("F32"), empty_tensors("U8"), bytes()];
    Reader { name: "foreign", files, dense, beside: vec![], repair, memory: MEMORY, read: Box::new(read) }
}

/// A file as `save_model` writes it, with one of two shared tensors.
fn saved(dtype: Dtype) -> Vec<u8> {
    let bytes = [0x3c; 64];
    let view = |dtype: Dtype, shape: &[usize]| {
        let len = shape.iter().product::<usize>() * dtype.bitsize() / 8;
        TensorView::new(dtype, shape.to_vec(), &bytes[..len]).expect("the data fit the shape")
    };
    let tensors =
        [("count", view(Dtype::U8, &[4])), ("tied.0", view(dtype, &[2])), ("weight", view(dtype, &[2, 3]))];
    let metadata = [("tied.1", "tied.0"), ("format", "pt")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    serialize(tensors, Some(metadata.into())).expect("the file format holds them")
}

/// As many tensors as fit into the header.
fn empty_tensors(dtype: &str) -> Vec<u8> {
    let entry = |i| format!("\"{i:x}\":{{\"dtype\":\"{dtype}\",\"shape\":[0],\"data_offsets\":[0,0]}}");
    let entries: Vec<String> = (0..10_000).map(entry).collect();
    let json = format!("{{{}}}", entries.join(","));
    [&(json.len() as u64).to_le_bytes(), json.as_bytes()].concat()
}

/// One tensor whose elements become eight times as large.
fn bytes() -> Vec<u8> {
    let bytes = vec![7; 1 << 20];
    let view = TensorView::new(Dtype::U8, vec![1 << 20], &bytes).expect("the data fit the shape");
    serialize([("count", view)], None).expect("the file format holds it")
}

/// A model stays as it is where a file is refused.
fn loaded<M: Module>(mut model: M, path: &Path, right: impl Fn(&M) -> bool) -> Outcome {
    let before = values(&model);
    match model.load(path) {
        Ok(()) if right(&model) => Outcome::Read,
        Ok(()) => Outcome::Wrong("a damaged file has changed a value".to_owned()),
        Err(_) if values(&model) == before => Outcome::Refused,
        Err(error) => Outcome::Wrong(format!("half of a model is loaded: {error}")),
    }
}

/// Makes the length of the header what it was, as far as the file is longer or shorter now.
fn repair(good: &[u8], damaged: &mut Vec<u8>) {
    let header = u64::from_le_bytes(*good.first_chunk().expect("a good file has a header"));
    let header = (header + damaged.len() as u64).wrapping_sub(good.len() as u64);
    if let Some(length) = damaged.first_chunk_mut() {
        *length = header.to_le_bytes();
    }
}

fn contains(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|bytes| bytes == part)
}
