//! What Python makes of texts by tokenizers of several kinds, which `python.py` has written, is what comes out here.

use std::path::PathBuf;

use serde_json::Value;
use tokens::Vocabulary;

fn fixtures() -> PathBuf {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    std::env::var_os("TOKENS_FIXTURES").unwrap_or(own.into()).into()
}

fn numbers(value: &Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap() as usize).collect()
}

#[track_caller]
fn check(kind: &str) {
    let vocabulary = Vocabulary::read(&fixtures().join(kind).with_extension("json")).unwrap();
    let expected = std::fs::read(fixtures().join("expected.json")).unwrap();
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    let texts = expected["texts"].as_array().unwrap();
    assert!(texts.len() > 15);
    for (i, text) in texts.iter().enumerate() {
        let (text, ids) = (text.as_str().unwrap(), numbers(&expected["ids"][kind][i]));
        assert_eq!(vocabulary.encode(text).unwrap(), ids, "{text:?}");
        assert!(ids.iter().all(|id| *id < vocabulary.size()));
        // Token by token, to the same text.
        let mut decoded = Vec::new();
        vocabulary.write_text(ids.into_iter().map(Ok), &mut decoded).unwrap();
        assert_eq!(
            String::from_utf8(decoded).unwrap(),
            expected["decoded"][kind][i].as_str().unwrap(),
            "{text:?}"
        );
    }
}

#[test]
fn bytes_as_in_gpt_2_even_if_the_file_says_that_texts_are_cut() {
    let file = std::fs::read_to_string(fixtures().join("gpt2.json")).unwrap();
    assert!(file.contains(r#""max_length":8"#) && file.contains(r#""strategy":{"Fixed":8}"#));
    check("gpt2");
}

#[test]
fn bytes_behind_a_pattern_as_in_llama_3() {
    check("llama3");
}

#[test]
fn pieces_of_words_as_in_bert() {
    check("bert");
}

#[test]
fn the_likeliest_pieces_as_in_t5() {
    check("unigram");
}
