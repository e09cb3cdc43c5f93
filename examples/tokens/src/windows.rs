//! Windows of a text, which a `Loader` makes batches of.

use nn_core::data::Source;
use nn_core::init::Generator;
use nn_core::prelude::*;
use nn_core::{Error, Result};

/// Windows of so many tokens side by side, each with the tokens that are to be told: the same window, one further on.
pub struct Windows {
    tokens: Vec<usize>,
    length: usize,
    moved: bool,
}

impl Windows {
    /// The windows to learn from, and those of the last tenth of the text, or of one window if that is longer, which is held
    /// out. Those to learn from begin elsewhere in each epoch.
    ///
    /// # Errors
    ///
    /// If the text is too short for both.
    pub fn split(mut tokens: Vec<usize>, length: usize) -> Result<(Windows, Windows)> {
        let (least, count) = (length + 1, tokens.len());
        if count < 2 * least {
            return Err(Error::setting(format!(
                "the text has {count} tokens, expected at least {}: a window of {length} and the token behind it to learn \
                 from, and as many that are held out",
                2 * least
            )));
        }
        let held_out = tokens.split_off(count - (count / 10).max(least));
        Ok((Windows { tokens, length, moved: true }, Windows { tokens: held_out, length, moved: false }))
    }

    /// How many tokens there are.
    pub fn num_tokens(&self) -> usize {
        self.tokens.len()
    }
}

impl Source for Windows {
    type Item = (Tensor<1, usize>, Tensor<1, usize>);

    fn len(&self) -> usize {
        (self.tokens.len() - 1) / self.length
    }

    fn get(&self, index: usize, rng: &mut Generator) -> Result<Self::Item> {
        let further = if self.moved { rng.random_range(0..self.length) } else { 0 };
        let last = self.tokens.len() - 1 - self.length;
        let start = (index * self.length + further).min(last);
        let window = |start: usize| self.tokens[start..start + self.length].to_vec().into();
        Ok((window(start), window(start + 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_window_has_what_comes_next_and_none_reaches_into_what_is_held_out() {
        let (train, held_out) = Windows::split((0..100).collect(), 8).unwrap();
        assert_eq!((train.num_tokens(), held_out.num_tokens()), (90, 10));
        assert_eq!((train.len(), held_out.len()), (11, 1));
        let mut starts = std::collections::BTreeSet::new();
        for (index, seed) in (0..11).flat_map(|index| (0..20).map(move |seed| (index, seed))) {
            let (window, next) = train.get(index, &mut rng(seed)).unwrap();
            let start = window.as_slice()[0];
            assert!((start..start + 8).eq(window.as_slice().iter().copied()));
            assert!((start + 1..start + 9).eq(next.as_slice().iter().copied()));
            assert!(start + 8 < 90 && (index * 8..index * 8 + 8).contains(&(start.max(index * 8))));
            starts.insert(start);
        }
        assert!(starts.len() > 70, "they begin elsewhere each time: {starts:?}");
        let (window, _) = held_out.get(0, &mut rng(1)).unwrap();
        assert_eq!(window.as_slice(), [90, 91, 92, 93, 94, 95, 96, 97]);
    }

    #[test]
    fn the_shortest_text_has_a_window_of_each() {
        let (train, held_out) = Windows::split((0..18).collect(), 8).unwrap();
        assert_eq!((train.len(), held_out.len()), (1, 1));
        let error = Windows::split((0..17).collect(), 8).err().unwrap().to_string();
        assert!(error.starts_with("the text has 17 tokens, expected at least 18: a window of 8"), "{error}");
    }
}
