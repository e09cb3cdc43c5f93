//! Files of PyTorch, and shards with their index.

use std::fs;
use std::path::{Path, PathBuf};

use nn_core::StateDict;

use super::reader::{Outcome, Reader};

const NAME: &str = "m.pt";
const INDEX: &str = "model.safetensors.index.json";
const SHARDS: [&str; 3] = [
    "model-00001-of-00003.safetensors",
    "model-00002-of-00003.safetensors",
    "model-00003-of-00003.safetensors",
];

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/interop/fixtures/pytorch"));
    fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(super) fn pytorch() -> Reader {
    let good =
        ["kinds.pt", "views_old.pt", "state_dict.pt", "checkpoint.pt", "whole.pt", "deflated.pt", "tar.pt"];
    let bombs = ["names", "lists", "long", "expanded", "expanded_old"];
    let mut dense: Vec<Vec<u8>> = bombs.map(|name| fixture(&format!("refused/{name}.pt"))).into();
    dense.extend(OBJECTS.map(|(start, piece, end)| legacy(start, piece, end)));
    Reader {
        name: "pytorch",
        files: good.map(|name| (NAME, fixture(name))).into(),
        dense,
        beside: vec![],
        repair: |_, _| {},
        // What `StateDict::read` says of its memory.
        memory: (512, 64 << 20),
        read: Box::new(|folder| read(&folder.join(NAME))),
    }
}

pub(super) fn shards() -> Reader {
    Reader {
        name: "shards",
        files: vec![(INDEX, fixture(&format!("shards/{INDEX}")))],
        dense: vec![["[".repeat(1 << 18), "{\"a\":".repeat(1 << 16)].concat().into_bytes(), many_names()],
        beside: SHARDS.map(|name| (name, fixture(&format!("shards/{name}")))).into(),
        repair: |_, _| {},
        memory: (32, 1 << 20),
        read: Box::new(|folder| read(&folder.join(INDEX))),
    }
}

fn many_names() -> Vec<u8> {
    let entries: Vec<String> = (0..50_000).map(|i| format!("\"{i:x}\":\"a\"")).collect();
    format!("{{\"weight_map\":{{{}}}}}", entries.join(",")).into_bytes()
}

/// Pickles that ask for as many objects as they can: what stands before, what is repeated, and what comes behind.
const OBJECTS: [(&str, &str, &str); 6] = [
    ("", "]", ""),
    ("]", "}", "e"),
    ("(", "(", ""),
    ("}", "K\u{1}}s", ""),
    ("}q\u{0}K\u{1}Ns", "h\u{0}", ""),
    ("(", "ca\nb\n", "t"),
];

/// An old file whose object is such a pickle.
fn legacy(start: &str, piece: &str, end: &str) -> Vec<u8> {
    let header = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}q\x00X\r\x00\x00\x00little_endianq\x01\x88s.";
    let object = format!("{start}{}{end}.", piece.repeat((1 << 20) / piece.len()));
    [&header[..], b"\x80\x02", object.as_bytes(), b"\x80\x02]q\x00."].concat()
}

fn read(path: &Path) -> Outcome {
    let Ok(state) = StateDict::read(path) else { return Outcome::Refused };
    match state.is_empty() || state.names().any(|name| state.get(name).is_none()) {
        true => Outcome::Wrong("nothing was read, and nothing said".to_owned()),
        false => Outcome::Read,
    }
}
