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

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn names_of_a_layer() {
        let layer = TransformerDecoderLayer::spec(4, 2).bias(false).init(&mut rng(0));
        let names = [
            "self_attn.in_proj_weight",
            "self_attn.out_proj.weight",
            "multihead_attn.in_proj_weight",
            "multihead_attn.out_proj.weight",
            "linear1.weight",
            "linear2.weight",
            "norm1.weight",
            "norm2.weight",
            "norm3.weight",
        ];
        assert!(layer.named_parameters().names().eq(names));
    }

    #[test]
    fn the_layers_of_a_stack_begin_with_values_of_their_own() {
        let encoder = TransformerEncoder::spec(TransformerEncoderLayer::spec(4, 2), 2).init(&mut rng(0));
        let [first, second] = [0, 1].map(|i| encoder.layers[i].linear1.weight.value().as_slice());
        assert_ne!(first, second);
    }

    #[test]
    fn a_causal_target_knows_nothing_of_what_follows() {
        let transformer = Transformer::spec().d_model(4).nhead(2).num_encoder_layers(1).num_decoder_layers(2);
        let transformer = transformer.dim_feedforward(8).batch_first(true).init(&mut rng(0));
        let src = Tensor::<3>::full([1, 3, 4], 0.3);
        let tgt = crate::init::normal([1, 5, 4], 0.0, 1.0, &mut rng(1));
        let decoder = DecoderMasks { tgt: AttentionMask::causal(), ..DecoderMasks::default() };
        let masks = &TransformerMasks { decoder, ..TransformerMasks::default() };
        let whole = transformer.forward((src.clone(), tgt.clone(), masks)).slice(1, 0..3);
        let first = transformer.forward((src, tgt.slice(1, 0..3), masks));
        assert!(whole.as_slice().iter().zip(first.as_slice()).all(|(a, b)| (a - b).abs() < 1e-5));
    }
}
