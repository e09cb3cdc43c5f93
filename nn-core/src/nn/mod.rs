//! Layers, with PyTorch's names, arguments, defaults and layouts.
//!
//! Each is made from a spec, which is a plain value: `Linear::spec(64, 10).bias(false).init(&mut rng)`. Where all options
//! have their defaults, `Linear::new(64, 10, &mut rng)` is shorter.

mod activation;
mod adaptive_softmax;
mod attention;
mod axes;
mod batch_norm;
mod bilinear;
mod conv;
mod conv_transpose;
mod distance;
mod dropout;
mod embedding;
mod embedding_bag;
mod feature_dropout;
mod flatten;
mod fold;
mod forward;
mod glu;
mod group_norm;
mod identity;
mod initial;
mod instance_norm;
mod layer;
mod layer_norm;
mod linear;
mod local_response_norm;
mod padding;
mod pool;
mod prelu;
mod recurrent;
mod renorm;
mod rms_norm;
mod rrelu;
mod shuffle;
mod softmax;
mod spec;
mod spectral_norm;
mod tied_linear;
mod to_channels;
mod transformer;
mod unflatten;
mod upsample;
mod weight_norm;
mod weighted;

pub use activation::{
    Celu, Elu, Gelu, GeluTanh, Hardshrink, Hardsigmoid, Hardswish, Hardtanh, LeakyRelu, LogSigmoid, Mish,
    Relu, Relu6, Selu, Sigmoid, Silu, Softplus, Softshrink, Softsign, Tanh, Tanhshrink, Threshold,
};
pub use adaptive_softmax::{AdaptiveLogSoftmaxWithLoss, AdaptiveLogSoftmaxWithLossSpec};
pub use attention::{AttentionMask, AttnMask, KeyPaddingMask, MultiheadAttention, MultiheadAttentionSpec};
pub use batch_norm::{
    BatchNorm1d, BatchNorm1dSpec, BatchNorm2d, BatchNorm2dSpec, BatchNorm3d, BatchNorm3dSpec,
};
pub use bilinear::{Bilinear, BilinearSpec};
pub use conv::{Conv1d, Conv1dSpec, Conv1dTo, Conv2d, Conv2dSpec, Conv2dTo, Conv3d, Conv3dSpec, Conv3dTo};
pub use conv_transpose::{
    ConvTranspose1d, ConvTranspose1dSpec, ConvTranspose1dTo, ConvTranspose2d, ConvTranspose2dSpec,
    ConvTranspose2dTo, ConvTranspose3d, ConvTranspose3dSpec, ConvTranspose3dTo,
};
pub use distance::{CosineSimilarity, PairwiseDistance};
pub use dropout::Dropout;
pub use embedding::{Embedding, EmbeddingSpec};
pub use embedding_bag::{EmbeddingBag, EmbeddingBagSpec};
pub use feature_dropout::{AlphaDropout, Dropout1d, Dropout2d, Dropout3d, FeatureAlphaDropout};
pub use flatten::Flatten;
pub use fold::{Fold, Unfold};
pub use glu::Glu;
pub use group_norm::{GroupNorm, GroupNormSpec};
pub use identity::Identity;
pub use instance_norm::{
    InstanceNorm1d, InstanceNorm1dSpec, InstanceNorm2d, InstanceNorm2dSpec, InstanceNorm3d,
    InstanceNorm3dSpec,
};
pub use layer_norm::{LayerNorm, LayerNormSpec};
pub use linear::{Linear, LinearSpec, LinearTo};
pub use local_response_norm::LocalResponseNorm;
pub use padding::{
    CircularPad1d, CircularPad2d, CircularPad3d, ConstantPad1d, ConstantPad2d, ConstantPad3d,
    ReflectionPad1d, ReflectionPad2d, ReflectionPad3d, ReplicationPad1d, ReplicationPad2d, ReplicationPad3d,
    ZeroPad1d, ZeroPad2d, ZeroPad3d,
};
pub use pool::{
    AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d, AdaptiveMaxPool1d, AdaptiveMaxPool2d,
    AdaptiveMaxPool3d, AvgPool1d, AvgPool2d, AvgPool3d, FractionalMaxPool2d, FractionalMaxPool3d, LpPool1d,
    LpPool2d, LpPool3d, MaxPool1d, MaxPool2d, MaxPool3d, MaxUnpool1d, MaxUnpool2d, MaxUnpool3d,
};
pub use prelu::{Prelu, PreluSpec};
pub use recurrent::{
    Gru, GruCell, GruCellSpec, GruSpec, Lstm, LstmCell, LstmCellSpec, LstmSpec, Padded, RecurrentWeights,
    Rnn, RnnCell, RnnCellSpec, RnnNonlinearity, RnnSpec,
};
pub use rms_norm::{RmsNorm, RmsNormSpec};
pub use rrelu::Rrelu;
pub use shuffle::{ChannelShuffle, PixelShuffle, PixelUnshuffle};
pub use softmax::{LogSoftmax, Softmax, Softmax2d, Softmin};
pub use spectral_norm::{SpectralNorm, SpectralNormSpec, spectral_norm};
pub use tied_linear::TiedLinear;
pub use transformer::{
    DecoderMasks, Transformer, TransformerActivation, TransformerDecoder, TransformerDecoderLayer,
    TransformerDecoderLayerSpec, TransformerDecoderSpec, TransformerEncoder, TransformerEncoderLayer,
    TransformerEncoderLayerSpec, TransformerEncoderSpec, TransformerMasks, TransformerSpec,
};
pub use unflatten::Unflatten;
pub use upsample::{Upsample, UpsamplingBilinear2d, UpsamplingNearest2d};
pub use weight_norm::{WeightNorm, WeightNormSpec, weight_norm};
