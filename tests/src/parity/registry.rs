//! Which of PyTorch's modules we have.

use super::modules::{activation, class_loss, conv, embedding, linear, loss, norm, pool};
use super::trial::Trial;

/// Makes a module from a case's settings and calls it with its inputs.
pub type Entry = fn(&mut Trial<'_>) -> Result<(), String>;

/// PyTorch's names and how to try each.
pub const MODULES: &[(&str, Entry)] = &[
    ("AdaptiveAvgPool1d", pool::adaptive_avg_pool1d),
    ("AdaptiveAvgPool2d", pool::adaptive_avg_pool2d),
    ("AdaptiveMaxPool1d", pool::adaptive_max_pool1d),
    ("AdaptiveMaxPool2d", pool::adaptive_max_pool2d),
    ("AvgPool1d", pool::avg_pool1d),
    ("AvgPool2d", pool::avg_pool2d),
    ("BCELoss", loss::bce),
    ("BCEWithLogitsLoss", loss::bce_with_logits),
    ("BatchNorm1d", norm::batch_norm1d),
    ("BatchNorm2d", norm::batch_norm2d),
    ("Bilinear", linear::bilinear),
    ("Conv1d", conv::conv1d),
    ("Conv2d", conv::conv2d),
    ("CrossEntropyLoss", class_loss::cross_entropy),
    ("ELU", activation::elu),
    ("Embedding", embedding::embedding),
    ("GELU", activation::gelu),
    ("GroupNorm", norm::group_norm),
    ("Hardtanh", activation::hardtanh),
    ("KLDivLoss", loss::kl_div),
    ("L1Loss", loss::l1),
    ("LayerNorm", norm::layer_norm),
    ("LeakyReLU", activation::leaky_relu),
    ("Linear", linear::linear),
    ("LogSoftmax", activation::log_softmax),
    ("MSELoss", loss::mse),
    ("MaxPool1d", pool::max_pool1d),
    ("MaxPool2d", pool::max_pool2d),
    ("NLLLoss", class_loss::nll),
    ("PReLU", activation::prelu),
    ("ReLU", activation::relu),
    ("ReLU6", activation::relu6),
    ("SiLU", activation::silu),
    ("Sigmoid", activation::sigmoid),
    ("SmoothL1Loss", loss::smooth_l1),
    ("Softmax", activation::softmax),
    ("Softplus", activation::softplus),
    ("Tanh", activation::tanh),
];

/// How to try a module, if we have it.
pub fn find(module: &str) -> Option<Entry> {
    MODULES.iter().find(|(name, _)| *name == module).map(|(_, entry)| *entry)
}
