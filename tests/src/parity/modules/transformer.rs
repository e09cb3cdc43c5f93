//! Attention and transformers.

use nn_core::AnyTensor;
use nn_core::prelude::*;

use crate::parity::case::Argument;
use crate::parity::config::{Config, FromArgument};
use crate::parity::trial::Trial;

pub(crate) fn multihead_attention(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = MultiheadAttention::spec(config.get("embed_dim")?, config.get("num_heads")?);
    let spec = config.set(spec, "dropout", MultiheadAttentionSpec::dropout)?;
    let spec = config.set(spec, "bias", MultiheadAttentionSpec::bias)?;
    let spec = config.set(spec, "add_bias_kv", MultiheadAttentionSpec::add_bias_kv)?;
    let spec = config.set(spec, "add_zero_attn", MultiheadAttentionSpec::add_zero_attn)?;
    let spec = config.set(spec, "kdim", MultiheadAttentionSpec::kdim)?;
    let spec = config.set(spec, "vdim", MultiheadAttentionSpec::vdim)?;
    let spec = config.set(spec, "batch_first", MultiheadAttentionSpec::batch_first)?;
    let mut layer = trial.layer(config, spec)?;
    let mask = mask(trial, "attn_mask", "key_padding_mask")?;
    match trial.rank(0, "query")?.0 {
        2 => attention::<2>(trial, |x| layer.forward((x.0, x.1, x.2, &mask)))?,
        3 => attention::<3>(trial, |x| layer.forward((x.0, x.1, x.2, &mask)))?,
        rank => return Err(format!("a query of rank {rank} is not supported")),
    }
    trial.finish(&mut layer)
}

fn attention<const N: usize>(
    trial: &mut Trial<'_>,
    forward: impl Fn((Tensor<N>, Tensor<N>, Tensor<N>)) -> (Tensor<N>, Tensor<N>),
) -> Result<(), String> {
    let inputs = (trial.input(0, "query")?, trial.input(1, "key")?, trial.input(2, "value")?);
    trial.outputs(forward(inputs));
    Ok(())
}

/// A mask of two arguments, either of which may be missing.
fn mask(trial: &mut Trial<'_>, attn: &str, padding: &str) -> Result<AttentionMask, String> {
    let mut mask = AttentionMask::new();
    if let Some(tensor) = trial.optional(attn)? {
        mask = match tensor.shape().len() {
            2 => mask.attn_mask(bools::<2>(&tensor)?),
            _ => mask.attn_mask(bools::<3>(&tensor)?),
        };
    }
    if let Some(tensor) = trial.optional(padding)? {
        mask = match tensor.shape().len() {
            1 => mask.key_padding_mask(bools::<1>(&tensor)?),
            _ => mask.key_padding_mask(bools::<2>(&tensor)?),
        };
    }
    Ok(mask)
}

fn bools<const N: usize>(tensor: &AnyTensor) -> Result<Tensor<N, bool>, String> {
    tensor.to_tensor().ok_or_else(|| format!("a mask of shape {:?} is not supported", tensor.shape()))
}

/// An activation by its name, or as a function.
struct Activation(TransformerActivation);

impl FromArgument for Activation {
    fn from_argument(argument: &Argument) -> Option<Self> {
        let (Argument::Text(text) | Argument::Other(text)) = argument else { return None };
        match (text.contains("gelu"), text.contains("relu")) {
            (true, _) => Some(Activation(TransformerActivation::GELU)),
            (false, true) => Some(Activation(TransformerActivation::RELU)),
            _ => None,
        }
    }
}

/// Sets what the layers of encoders and decoders have in common.
macro_rules! settings {
    ($config:expr, $spec:expr, $type:ident) => {{
        let spec = $config.set($spec, "dim_feedforward", $type::dim_feedforward)?;
        let spec = $config.set(spec, "dropout", $type::dropout)?;
        let spec = $config.set(spec, "activation", |spec, Activation(name)| spec.activation(name))?;
        let spec = $config.set(spec, "layer_norm_eps", $type::layer_norm_eps)?;
        let spec = $config.set(spec, "batch_first", $type::batch_first)?;
        let spec = $config.set(spec, "norm_first", $type::norm_first)?;
        $config.set(spec, "bias", $type::bias)?
    }};
}

/// Calls a layer with inputs of rank 2 or 3 and a mask.
macro_rules! run {
    ($trial:expr, $layer:expr, [$($position:literal $name:literal),*], $mask:expr) => {{
        let (mut layer, mask) = ($layer, $mask);
        match $trial.rank(0, "src")?.0 {
            2 => {
                let inputs = ($($trial.input::<2>($position, $name)?,)* &mask);
                $trial.output(layer.forward(inputs));
            }
            3 => {
                let inputs = ($($trial.input::<3>($position, $name)?,)* &mask);
                $trial.output(layer.forward(inputs));
            }
            rank => return Err(format!("an input of rank {rank} is not supported")),
        }
        $trial.finish(&mut layer)
    }};
}

fn encoder_layer_spec(config: &mut Config) -> Result<TransformerEncoderLayerSpec, String> {
    let spec = TransformerEncoderLayer::spec(config.get("d_model")?, config.get("nhead")?);
    Ok(settings!(config, spec, TransformerEncoderLayerSpec))
}

pub(crate) fn encoder_layer(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = encoder_layer_spec(&mut config)?;
    let layer = trial.layer(config, spec)?;
    let mask = mask(trial, "src_mask", "src_key_padding_mask")?;
    run!(trial, layer, [0 "src"], mask)
}

pub(crate) fn decoder_layer(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = TransformerDecoderLayer::spec(config.get("d_model")?, config.get("nhead")?);
    let spec = settings!(config, spec, TransformerDecoderLayerSpec);
    let layer = trial.layer(config, spec)?;
    let tgt = mask(trial, "tgt_mask", "tgt_key_padding_mask")?;
    let memory = mask(trial, "memory_mask", "memory_key_padding_mask")?;
    run!(trial, layer, [0 "tgt", 1 "memory"], DecoderMasks { tgt, memory })
}

pub(crate) fn encoder(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let mut inner = config.module("encoder_layer", "TransformerEncoderLayer")?;
    let spec = TransformerEncoder::spec(encoder_layer_spec(&mut inner)?, config.get("num_layers")?);
    inner.finish()?;
    let layer = trial.layer(config, spec)?;
    let mask = mask(trial, "mask", "src_key_padding_mask")?;
    run!(trial, layer, [0 "src"], mask)
}

pub(crate) fn transformer(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = config.set(Transformer::spec(), "d_model", TransformerSpec::d_model)?;
    let spec = config.set(spec, "nhead", TransformerSpec::nhead)?;
    let spec = config.set(spec, "num_encoder_layers", TransformerSpec::num_encoder_layers)?;
    let spec = config.set(spec, "num_decoder_layers", TransformerSpec::num_decoder_layers)?;
    let spec = settings!(config, spec, TransformerSpec);
    let layer = trial.layer(config, spec)?;
    let src = mask(trial, "src_mask", "src_key_padding_mask")?;
    let tgt = mask(trial, "tgt_mask", "tgt_key_padding_mask")?;
    let memory = mask(trial, "memory_mask", "memory_key_padding_mask")?;
    let masks = TransformerMasks { src, decoder: DecoderMasks { tgt, memory } };
    run!(trial, layer, [0 "src", 1 "tgt"], masks)
}
