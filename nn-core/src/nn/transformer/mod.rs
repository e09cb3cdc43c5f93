//! Transformers and their layers.

mod decoder;
mod decoder_layer;
mod encoder;
mod encoder_layer;
mod settings;
mod whole;

pub use decoder::{TransformerDecoder, TransformerDecoderSpec};
pub use decoder_layer::{DecoderMasks, TransformerDecoderLayer, TransformerDecoderLayerSpec};
pub use encoder::{TransformerEncoder, TransformerEncoderSpec};
pub use encoder_layer::{TransformerEncoderLayer, TransformerEncoderLayerSpec};
pub use settings::TransformerActivation;
pub use whole::{Transformer, TransformerMasks, TransformerSpec};
