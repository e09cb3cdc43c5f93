//! Sentences.

use std::path::Path;

use nn_core::data;

use super::reader::{Outcome, Reader};

pub(super) fn polarity() -> Reader {
    let (utf8, windows) = ("so so … déjà vu\nDull\r\na b\n", b"so so \x85 d\xe9j\xe0 vu\n\x85dull\r\na b\n");
    Reader {
        name: "texts",
        dense: ["a\n", "\n", "a ", "a", "\u{130} \n", "\u{85} "]
            .map(|piece| piece.repeat(1 << 18).into_bytes())
            .to_vec(),
        files: vec![("rt-polarity.neg", utf8.into()), ("rt-polarity.neg", windows.to_vec())],
        beside: vec![("rt-polarity.pos", b"Great\n".to_vec())],
        repair: |_, _| {},
        memory: (64, 1 << 20),
        read: Box::new(read),
    }
}

fn read(folder: &Path) -> Outcome {
    let Ok(sentences) = data::polarity(folder) else { return Outcome::Refused };
    let whole = (0..sentences.len()).all(|i| !sentences.tokens(i).is_empty());
    match whole && sentences.labels().iter().all(|label| *label < 2) {
        true => Outcome::Read,
        false => Outcome::Wrong(format!("the sentences became {sentences:?}")),
    }
}
