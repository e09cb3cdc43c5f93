//! The tokens that texts are made of, by Hugging Face's `tokenizers`.

use std::fs;
use std::io::Write;
use std::path::Path;

use nn_core::{Error, Result};
use tokenizers::Tokenizer;
use tokenizers::models::TrainerWrapper;
use tokenizers::models::bpe::{BPE, BpeTrainer};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;

use crate::guarded::guarded;
use crate::read_text;

/// The most tokens that are taken: a model has two rows of numbers for each.
const MOST: usize = 1 << 20;

/// A tokenizer, which knows its tokens by number.
pub struct Vocabulary {
    tokenizer: Tokenizer,
    size: usize,
}

impl Vocabulary {
    /// Learns the commonest pieces of a text: byte-pair encoding over bytes, as GPT-2's, so that each text is made of the
    /// tokens. There are fewer of them if the text has no more pieces that come twice.
    ///
    /// # Errors
    ///
    /// If there are to be fewer tokens than bytes, or too many.
    pub fn train(text: &str, size: usize) -> Result<Vocabulary> {
        let bytes = ByteLevel::alphabet();
        if !(bytes.len()..=MOST).contains(&size) {
            return Err(Error::setting(format!(
                "a vocabulary of {size} tokens, expected from {}, one for each byte, to {MOST}",
                bytes.len()
            )));
        }
        let trainer = BpeTrainer::builder().vocab_size(size).min_frequency(2).show_progress(false);
        let mut trainer = TrainerWrapper::from(trainer.initial_alphabet(bytes.into_iter().collect()).build());
        let mut tokenizer = Tokenizer::new(BPE::default());
        tokenizer.with_pre_tokenizer(Some(ByteLevel::new(false, true, true)));
        tokenizer.with_decoder(Some(ByteLevel::default()));
        let trained = tokenizer.train(&mut trainer, text.split_inclusive('\n'));
        trained.map_err(|error| Error::setting(format!("the text cannot be learned: {error}")))?;
        Vocabulary::new(tokenizer).map_err(Error::setting)
    }

    /// Reads a `tokenizer.json`, of whatever kind it is. That it cuts or fills up texts, as it may say, is left out: a text
    /// is taken as a whole.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is no such file, or has no tokens or too many.
    pub fn read(path: &Path) -> Result<Vocabulary> {
        let wrong = |message: String| Error::Format { path: path.into(), line: None, message };
        let text = read_text(path)?;
        let tokenizer = guarded(|| text.parse::<Tokenizer>().map_err(|error| error.to_string()));
        let mut tokenizer = tokenizer.map_err(|error| {
            wrong(format!(
                "expected a `tokenizer.json` as `tokenizers` writes it: {}",
                error.replace('\n', " ")
            ))
        })?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|error| wrong(error.to_string()))?;
        Vocabulary::new(tokenizer).map_err(wrong)
    }

    fn new(tokenizer: Tokenizer) -> Result<Vocabulary, String> {
        // There may be numbers without a token.
        let size = tokenizer.get_vocab(true).values().max().map_or(0, |&last| last as usize + 1);
        match size {
            1..=MOST => Ok(Vocabulary { tokenizer, size }),
            _ => Err(format!("the tokens have numbers up to {size}, expected from 1 to {MOST} of them")),
        }
    }

    /// Writes a `tokenizer.json`, which opens in Python as well. A file that stands there is replaced once the new one is
    /// complete.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let text = self.tokenizer.to_string(true).map_err(|error| Error::setting(error.to_string()))?;
        let new = path.with_added_extension("tmp");
        let written = fs::write(&new, text).and_then(|()| fs::rename(&new, path));
        written.map_err(|source| Error::Io { action: "write", path: path.into(), source })
    }

    /// How many tokens there are: all numbers are below.
    pub fn size(&self) -> usize {
        self.size
    }

    /// A number that differs, as good as surely, from that of other tokens: FNV-1a of all of them in order.
    pub fn fingerprint(&self) -> String {
        let mut tokens: Vec<(u32, String)> =
            self.tokenizer.get_vocab(true).into_iter().map(|(token, number)| (number, token)).collect();
        tokens.sort_unstable();
        let bytes = tokens.iter().flat_map(|(number, token)| {
            [&number.to_le_bytes()[..], &(token.len() as u64).to_le_bytes(), token.as_bytes()].concat()
        });
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    }

    /// The tokens of a text, without those that a tokenizer may put around it.
    ///
    /// # Errors
    ///
    /// If the tokenizer has none for a part of it.
    pub fn encode(&self, text: &str) -> Result<Vec<usize>> {
        let encoding = self.tokenizer.encode_fast(text, false);
        let encoding =
            encoding.map_err(|error| Error::setting(format!("the text has no tokens: {error}")))?;
        Ok(encoding.get_ids().iter().map(|&token| token as usize).collect())
    }

    /// Writes the text of tokens as they come, each letter once it is complete.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or the tokenizer cannot tell the text.
    pub fn write_text(
        &self,
        tokens: impl Iterator<Item = Result<usize>>,
        out: &mut impl Write,
    ) -> Result<()> {
        let mut stream = self.tokenizer.decode_stream(true);
        let (mut all, mut written) = (Vec::new(), String::new());
        for token in tokens {
            all.push(token? as u32);
            if let Some(piece) = stream.step(all[all.len() - 1]).map_err(no_text)? {
                put(out, &piece)?;
                written += &piece;
            }
        }
        // A letter that is not complete at the end.
        let whole = self.tokenizer.decode(&all, true).map_err(no_text)?;
        put(out, whole.strip_prefix(&written).unwrap_or_default())
    }
}

fn no_text(error: tokenizers::Error) -> Error {
    Error::setting(format!("the tokens have no text: {error}"))
}

fn put(out: &mut impl Write, piece: &str) -> Result<()> {
    let written = out.write_all(piece.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| Error::setting(format!("cannot write the text: {error}")))
}
