//! Pictures of a run and of a model, as SVG and PNG.
//!
//! Each function draws a [`Picture`], which [`save`](Picture::save) writes as the ending of the name says. Nothing on the
//! system is needed, no font either.
//!
//! | | |
//! |---|---|
//! | [`Curves`] | losses, accuracies and other numbers over steps |
//! | [`confusion_matrix`] | which class was taken for which |
//! | [`weight_histograms`], [`histograms`] | how weights, gradients or activations are distributed |
//! | [`filters`] | the filters of a first convolution |
//! | [`attention_maps`] | what looks at what |
//! | [`diagram`] | the layers of a model, and what goes where |
//!
//! ```
//! use nn_core::plots::{Curves, confusion_matrix, diagram};
//! use nn_core::prelude::*;
//!
//! # fn main() -> nn_core::Result<()> {
//! # let temporary = tempfile::tempdir().unwrap();
//! # let folder = temporary.path();
//! Curves::new("Accuracy").curve("test", &[(10, 0.6), (20, 0.8)]).draw().save(folder.join("accuracy.svg"))?;
//!
//! let counts = Tensor::from([[9, 1], [2, 8]]);
//! confusion_matrix("Test", &counts, &["cat", "dog"]).save(folder.join("confusion.png"))?;
//!
//! let model = (Linear::new(4, 8, &mut rng(0)), Relu, Linear::new(8, 2, &mut rng(1)));
//! diagram("Model", &model.trace([1, 4])?, 1).save(folder.join("model.svg"))?;
//! # Ok(())
//! # }
//! ```
//!
//! Colours differ in their brightness, and curves in their dashes too, so that they are told apart by those who see some
//! colours alike.

mod attention;
mod axis;
mod canvas;
mod color;
mod confusion;
mod curves;
mod diagram;
mod filters;
mod fold;
mod font;
mod frame;
mod histograms;
mod layout;
mod picture;
mod raster;
mod svg;
mod tiles;

pub use attention::attention_maps;
pub use confusion::confusion_matrix;
pub use curves::Curves;
pub use diagram::diagram;
pub use filters::filters;
pub use histograms::{histograms, weight_histograms};
pub use picture::Picture;
