//! Tokens as numbers.

use std::collections::HashMap;

use super::{Dataset, Sentences};
use crate::tensor::{Tensor, volume};

/// The tokens that a model knows, each with a number. 0 is padding and 1 stands for every unknown token; then
/// come the known ones, the most frequent first, equally frequent ones in alphabetical order.
///
/// Build it from the training part alone, so that the test part stays unseen.
///
/// ```
/// use nn_core::data::{Sentences, Vocabulary};
///
/// let classes = ["negative", "positive"];
/// let train = Sentences::new([("good good film", 1), ("bad film", 0)], classes)?;
/// let vocabulary = Vocabulary::new(&train, 1);
/// assert_eq!(vocabulary.len(), 5);
/// assert_eq!(vocabulary.index("film"), 2);
///
/// let test = Sentences::new([("a good film", 1)], classes)?;
/// let data = vocabulary.encode(&test, 5);
/// let (unknown, padding) = (Vocabulary::UNKNOWN, Vocabulary::PADDING);
/// assert_eq!(data.inputs().as_slice(), [unknown, 3, 2, padding, padding]);
/// # Ok::<(), nn_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Vocabulary {
    tokens: Vec<String>,
    index: HashMap<String, usize>,
}

impl Vocabulary {
    /// The number that fills short sentences up: the `padding_idx` of an embedding.
    pub const PADDING: usize = 0;

    /// The number of every unknown token.
    pub const UNKNOWN: usize = 1;

    /// The tokens that occur at least `min_count` times in the sentences.
    pub fn new(sentences: &Sentences, min_count: usize) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for token in sentences.iter().flatten() {
            *counts.entry(token).or_default() += 1;
        }
        let mut known: Vec<(&str, usize)> = counts.into_iter().filter(|(_, n)| *n >= min_count).collect();
        known.sort_unstable_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        let known = known.into_iter().map(|(token, _)| token.to_owned());
        let tokens: Vec<String> =
            ["<padding>".to_owned(), "<unknown>".to_owned()].into_iter().chain(known).collect();
        let index = tokens.iter().cloned().zip(0..).skip(2).collect();
        Vocabulary { tokens, index }
    }

    /// The number of numbers, padding and unknown included: the size of an embedding.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Never true, since padding and unknown are always there.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The number of a token.
    pub fn index(&self, token: &str) -> usize {
        self.index.get(token).copied().unwrap_or(Self::UNKNOWN)
    }

    /// The token of a number, if there is one.
    pub fn token(&self, index: usize) -> Option<&str> {
        self.tokens.get(index).map(String::as_str)
    }

    /// The sentences as numbers, of shape (sentences, `length`): the first `length` tokens of each, filled up
    /// with padding at the end.
    ///
    /// # Panics
    ///
    /// If `length` is 0.
    #[track_caller]
    pub fn encode(&self, sentences: &Sentences, length: usize) -> Dataset<2, usize> {
        assert!(length > 0, "Vocabulary::encode: sentences of length 0 hold no tokens");
        let len = volume::<usize>("Vocabulary::encode", &[sentences.len(), length]);
        let mut inputs = vec![Self::PADDING; len];
        for (row, tokens) in inputs.chunks_exact_mut(length).zip(sentences.iter()) {
            for (place, token) in row.iter_mut().zip(tokens) {
                *place = self.index(token);
            }
        }
        let inputs = Tensor::new([sentences.len(), length], inputs);
        let classes = sentences.class_names();
        Dataset::new(inputs, sentences.labels().to_vec().into(), classes.len())
            .and_then(|data| data.with_class_names(classes))
            .expect("every sentence has a label, and every label a name")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_tokens_are_unknown_and_long_sentences_are_cut() {
        let sentences = Sentences::new([("b a b a c", 0), ("c b d", 1)], ["x", "y"]).unwrap();
        let vocabulary = Vocabulary::new(&sentences, 2);
        let known: Vec<_> = (0..6).map(|i| vocabulary.token(i)).collect();
        assert_eq!(known, [Some("<padding>"), Some("<unknown>"), Some("b"), Some("a"), Some("c"), None]);
        assert_eq!(vocabulary.index("<padding>"), Vocabulary::UNKNOWN);
        let data = vocabulary.encode(&sentences, 4);
        assert_eq!(data.inputs().as_slice(), [2, 3, 2, 3, 4, 2, 1, 0]);
        assert_eq!(data.labels().as_slice(), [0, 1]);
        assert_eq!(data.class_names(), ["x", "y"]);
    }
}
