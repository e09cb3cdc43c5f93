//! Tokenizers with damaged bytes are an error, or are read; nothing panics.

use nn_core::prelude::*;
use tokens::Vocabulary;

#[test]
fn damaged_tokenizers_are_an_error_or_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let (path, rng) = (folder.path().join("t.json"), &mut rng(0));
    let (mut read, mut refused) = (0, 0);
    for name in ["gpt2", "llama3", "bert", "unigram"] {
        let file = format!("{}/tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let whole = std::fs::read(file).unwrap();
        for _ in 0..150 {
            let mut bytes = whole.clone();
            for _ in 0..rng.random_range(1..4) {
                let at = rng.random_range(0..bytes.len());
                match rng.random_range(0..3) {
                    0 => bytes[at] = rng.random_range(32..127),
                    1 => bytes.truncate(at.max(1)),
                    _ => drop(bytes.drain(at..(at + 9).min(bytes.len()))),
                }
                if bytes.is_empty() {
                    break;
                }
            }
            std::fs::write(&path, bytes).unwrap();
            match Vocabulary::read(&path) {
                Ok(vocabulary) => {
                    read += 1;
                    let tokens = vocabulary.encode("A text, 12 of them, déjà vu 👍");
                    let tokens = tokens.unwrap_or_default().into_iter().map(Ok);
                    let _ = vocabulary.write_text(tokens, &mut Vec::new());
                }
                Err(error) => {
                    refused += 1;
                    assert!(!error.to_string().contains('\n'), "{error}");
                }
            }
        }
    }
    assert!(read > 10 && refused > 200, "{read} read, {refused} refused");
}
