//! Labelled sentences.

use std::path::Path;

use super::dataset::split;
use super::decode_text::decode_lines;
use crate::error::{Error, Result, shortened};
use crate::state::read_file;

/// Sentences with their labels, each cut into tokens: in lower case, at white space.
///
/// A [`Vocabulary`](super::Vocabulary) makes a [`Dataset`](super::Dataset) of numbers of them.
///
/// ```
/// use nn_core::data::Sentences;
///
/// let sentences = Sentences::new([("Simply great !", 1), ("a dull film", 0)], ["negative", "positive"])?;
/// assert_eq!(sentences.tokens(0), ["simply", "great", "!"]);
/// assert_eq!(sentences.longest(), 3);
/// # Ok::<(), nn_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sentences {
    tokens: Vec<Vec<String>>,
    labels: Vec<usize>,
    class_names: Vec<String>,
}

impl Sentences {
    /// Sentences with the label of each, an index into the names of the classes.
    ///
    /// # Errors
    ///
    /// If a label has no name.
    pub fn new<T: AsRef<str>, C: Into<String>>(
        sentences: impl IntoIterator<Item = (T, usize)>,
        class_names: impl IntoIterator<Item = C>,
    ) -> Result<Self> {
        let mut all = Sentences::empty(class_names);
        for (sentence, label) in sentences {
            let (sentence, names) = (sentence.as_ref(), &all.class_names);
            if label >= names.len() {
                return Err(Error::setting(format!(
                    "Sentences: {:?} has label {label}, expected one of the {} classes {names:?}",
                    shortened(sentence),
                    names.len()
                )));
            }
            all.push(sentence, label);
        }
        Ok(all)
    }

    fn empty<C: Into<String>>(class_names: impl IntoIterator<Item = C>) -> Self {
        let class_names = class_names.into_iter().map(Into::into).collect();
        Sentences { tokens: Vec::new(), labels: Vec::new(), class_names }
    }

    fn push(&mut self, sentence: &str, label: usize) {
        self.tokens.push(cut(sentence));
        self.labels.push(label);
    }

    /// The number of sentences.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are no sentences.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The tokens of a sentence.
    ///
    /// # Panics
    ///
    /// If `index` is not below [`len`](Sentences::len).
    #[track_caller]
    pub fn tokens(&self, index: usize) -> &[String] {
        let len = self.len();
        assert!(index < len, "Sentences::tokens: there is no sentence {index}, expected one in 0..{len}");
        &self.tokens[index]
    }

    /// The labels of all sentences.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// The names of the classes, in the order of their labels.
    pub fn class_names(&self) -> &[String] {
        &self.class_names
    }

    /// The number of tokens of the longest sentence.
    pub fn longest(&self) -> usize {
        self.tokens.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Two parts of the sentences, shuffled, the first with this fraction of them (rounded). The same seed
    /// gives the same parts on every machine.
    ///
    /// # Panics
    ///
    /// If the fraction is not from 0 to 1.
    #[track_caller]
    pub fn split(&self, fraction: f64, seed: u64) -> (Self, Self) {
        let (first, second) = split(self.len(), fraction, seed);
        (self.select(&first), self.select(&second))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[String]> {
        self.tokens.iter().map(Vec::as_slice)
    }

    fn select(&self, indices: &[usize]) -> Self {
        Sentences {
            tokens: indices.iter().map(|i| self.tokens[*i].clone()).collect(),
            labels: indices.iter().map(|i| self.labels[*i]).collect(),
            class_names: self.class_names.clone(),
        }
    }
}

fn cut(sentence: &str) -> Vec<String> {
    let mut tokens: Vec<String> = sentence.to_lowercase().split_whitespace().map(str::to_owned).collect();
    // There are many short sentences, for which a vector takes more room than they need.
    tokens.shrink_to_fit();
    tokens
}

/// Reads the sentence-polarity data: a folder with the files `rt-polarity.neg` and `rt-polarity.pos`, a
/// sentence a line, in windows-1252 as they are published, or in UTF-8. The classes are `negative` and
/// `positive`.
///
/// The data are those of B. Pang and L. Lee, *Seeing stars*, ACL 2005:
/// <https://www.cs.cornell.edu/people/pabo/movie-review-data/>.
///
/// ```no_run
/// use nn_core::data::{self, Vocabulary};
///
/// # fn main() -> nn_core::Result<()> {
/// let (train, test) = data::polarity("mr")?.split(0.9, 0);
/// let vocabulary = Vocabulary::new(&train, 1);
/// let (train, test) = (vocabulary.encode(&train, 56), vocabulary.encode(&test, 56));
/// # Ok(())
/// # }
/// ```
///
/// It takes no more memory than 64 times the files, and 1 MiB.
///
/// # Errors
///
/// If one of the files cannot be read or is empty, or if a line is empty or in another encoding: with the
/// line.
pub fn polarity(folder: impl AsRef<Path>) -> Result<Sentences> {
    let mut sentences = Sentences::empty(["negative", "positive"]);
    for (label, name) in ["rt-polarity.neg", "rt-polarity.pos"].into_iter().enumerate() {
        read(&folder.as_ref().join(name), label, &mut sentences)?;
    }
    Ok(sentences)
}

fn read(path: &Path, label: usize, sentences: &mut Sentences) -> Result<()> {
    let bytes = read_file(path, "a text with a sentence on each line")?;
    for (line, number) in decode_lines(path, &bytes)?.zip(1..) {
        let line = line?;
        if line.trim().is_empty() {
            return Err(Error::format(path, Some(number), "the line is empty, expected a sentence"));
        }
        sentences.push(&line, label);
    }
    match sentences.labels.last() == Some(&label) {
        true => Ok(()),
        false => Err(Error::format(path, None, "is empty, expected a sentence on each line")),
    }
}
