//! A model in a file, beside what it was made with.

use std::path::Path;

use nn_core::prelude::*;
use nn_core::{Error, Result};

use crate::{Gpt, Vocabulary};

/// The sizes of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::Args)]
pub struct Sizes {
    /// How many tokens the model sees at most
    #[arg(long, default_value_t = 64)]
    pub window: usize,

    /// How many blocks it has
    #[arg(long, default_value_t = 2)]
    pub layers: usize,

    /// How many heads of attention are side by side
    #[arg(long, default_value_t = 4)]
    pub heads: usize,

    /// How many numbers stand for a token
    #[arg(long, default_value_t = 64)]
    pub width: usize,
}

impl Sizes {
    /// A model with initial values.
    ///
    /// # Errors
    ///
    /// If a size is out of range.
    pub fn init(self, vocabulary: &Vocabulary, rng: &mut impl Rng) -> Result<Gpt> {
        self.check()?;
        Ok(Gpt::init(vocabulary.size(), self.window, self.layers, self.heads, self.width, rng))
    }

    fn check(self) -> Result<()> {
        let Sizes { window, layers, heads, width } = self;
        for (name, size, most) in [
            ("window", window, 1 << 16),
            ("layers", layers, 1 << 10),
            ("heads", heads, 1 << 10),
            ("width", width, 1 << 14),
        ] {
            if !(1..=most).contains(&size) {
                let message = format!("`{name}` is {size}, expected from 1 to {most}");
                return Err(Error::setting(message).with(name, size));
            }
        }
        match width % heads {
            0 => Ok(()),
            _ => Err(Error::setting(format!(
                "`width` is {width} and `heads` is {heads}, expected a width that the heads divide evenly"
            ))),
        }
    }

    /// How many numbers a model of these sizes has, which `check` keeps below 2⁶⁴.
    fn num_parameters(self, vocabulary: usize) -> u64 {
        let [vocabulary, window, layers, width] =
            [vocabulary, self.window, self.layers, self.width].map(|size| size as u64);
        (2 * vocabulary + window + 2) * width + layers * (12 * width + 13) * width
    }

    fn notes(self) -> [(&'static str, usize); 4] {
        let Sizes { window, layers, heads, width } = self;
        [("window", window), ("layers", layers), ("heads", heads), ("width", width)]
    }
}

/// Writes a model with its sizes, and with what tells the tokens that it knows.
///
/// # Errors
///
/// If the file cannot be written.
pub fn save(path: &Path, model: &Gpt, sizes: Sizes, vocabulary: &Vocabulary) -> Result<()> {
    let mut state = model.state_dict();
    let numbers = sizes.notes().into_iter().chain([("vocabulary", vocabulary.size())]);
    let notes = numbers.map(|(name, size)| (name.to_owned(), size.to_string()));
    state.metadata_mut().extend(notes);
    state.metadata_mut().insert("tokens".to_owned(), vocabulary.fingerprint());
    state.write(path)
}

/// Reads a model that [`save`] has written, for the same tokens.
///
/// # Errors
///
/// If it cannot be read, is no such model, or knows other tokens: the error names both files.
pub fn load(path: &Path, vocabulary: &Vocabulary, tokenizer: &Path) -> Result<Gpt> {
    let state = StateDict::read(path)?;
    let wrong = |message: String| Error::Format { path: path.into(), line: None, message };
    let note = |name: &str| {
        state.metadata().get(name).ok_or_else(|| {
            wrong(format!(
                "there is no `{name}` beside the weights: expected a model that `tokens fit` has saved"
            ))
        })
    };
    let number = |name: &str| {
        let found = note(name)?;
        found.parse::<usize>().map_err(|_| wrong(format!("`{name}` is `{found:.40}`, expected a number")))
    };
    let (known, here) = (number("vocabulary")?, vocabulary.size());
    let with = "take the tokenizer that it was fitted with";
    if known != here {
        let tokenizer = tokenizer.display();
        return Err(wrong(format!("the model knows {known} tokens, but {tokenizer} has {here}: {with}")));
    }
    if *note("tokens")? != vocabulary.fingerprint() {
        let tokenizer = tokenizer.display();
        return Err(wrong(format!(
            "the model knows other tokens than {tokenizer}, as many as they are: {with}"
        )));
    }
    let [window, layers, heads, width] = ["window", "layers", "heads", "width"].map(number);
    let sizes = Sizes { window: window?, layers: layers?, heads: heads?, width: width? };
    sizes.check().map_err(|error| wrong(error.to_string()))?;
    // Before memory is taken for a model of these sizes.
    let numbers: u64 = state.iter().map(|(_, tensor)| tensor.len() as u64).sum();
    let expected = sizes.num_parameters(here);
    if expected != numbers {
        return Err(wrong(format!(
            "there are {numbers} numbers, expected {expected} for the sizes beside them"
        )));
    }
    let mut model = sizes.init(vocabulary, &mut rng(0))?;
    model.load_state_dict(&state).map_err(|error| wrong(error.to_string()))?;
    Ok(model)
}
