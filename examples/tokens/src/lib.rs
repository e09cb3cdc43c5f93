//! The parts of the program: texts, the tokens that they are made of, windows of these, and a model that learns them.

mod fit;
mod guarded;
mod model;
mod saved;
mod text;
mod vocabulary;
mod windows;

pub use fit::{Epoch, fit};
pub use model::{Gpt, Sampling};
pub use saved::{Sizes, load, save};
pub use text::read_text;
pub use vocabulary::Vocabulary;
pub use windows::Windows;
