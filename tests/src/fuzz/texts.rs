//! Sentences, and what a vocabulary makes of them.

use std::path::Path;

use nn_core::data::{self, Vocabulary};

use super::reader::{Outcome, Reader};

pub(super) fn polarity() -> Reader {
    let (utf8, windows) = ("so so … déjà vu\nDull\r\na b\n", b"so so \x85 d\xe9j\xe0 vu\n\x85dull\r\na b\n");
    Reader {
        name: "texts",
        files: vec![("rt-polarity.neg", utf8.into()), ("rt-polarity.neg", windows.to_vec())],
        beside: vec![("rt-polarity.pos", b"Great\n".to_vec())],
        repair: |_, _| {},
        memory: (64, 1 << 20),
        read: Box::new(read),
    }
}

fn read(folder: &Path) -> Outcome {
    let Ok(sentences) = data::polarity(folder) else { return Outcome::Refused };
    let vocabulary = Vocabulary::new(&sentences, 1);
    let data = vocabulary.encode(&sentences, 4);
    let known = data.inputs().as_slice().iter().all(|number| *number < vocabulary.len());
    match known && sentences.labels().iter().all(|label| *label < 2) {
        true => Outcome::Read,
        false => Outcome::Wrong(format!("the sentences became {sentences:?}")),
    }
}
