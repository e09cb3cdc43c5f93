//! Recurrent layers and their cells.

mod cells;
mod layers;
mod network;
mod padded;
mod settings;
mod state;
#[cfg(test)]
mod tests;
mod weights;

pub use cells::{GruCell, GruCellSpec, LstmCell, LstmCellSpec, RnnCell, RnnCellSpec};
pub use layers::{Gru, GruSpec, Lstm, LstmSpec, Rnn, RnnSpec};
pub use padded::Padded;
pub use settings::RnnNonlinearity;
pub use weights::RecurrentWeights;
