//! Activation functions.

use nn_core::prelude::*;

use crate::parity::trial::Trial;

/// An activation function without settings, or with each of those that are listed.
macro_rules! activations {
    ($($function:ident, $spec:expr $(, $name:literal $set:expr)*;)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            #[allow(unused_mut, reason = "a function without settings asks for none")]
            let mut config = trial.config();
            let spec = $spec;
            $(let spec = config.set(spec, $name, $set)?;)*
            forward!(trial, trial.layer(config, spec)?, [0, 1, 2, 3, 4, 5])
        }
    )*};
}

activations! {
    relu, Relu;
    relu6, Relu6;
    sigmoid, Sigmoid;
    tanh, Tanh;
    silu, Silu;
    leaky_relu, LeakyRelu::new(), "negative_slope" LeakyRelu::negative_slope;
    elu, Elu::new(), "alpha" Elu::alpha;
    softplus, Softplus::new(), "beta" Softplus::beta, "threshold" Softplus::threshold;
    hardtanh, Hardtanh::new(), "min_val" Hardtanh::min_val, "max_val" Hardtanh::max_val;
    celu, Celu::new(), "alpha" Celu::alpha;
    selu, Selu;
    mish, Mish;
    hardswish, Hardswish;
    hardshrink, Hardshrink::new(), "lambd" Hardshrink::lambd;
    softshrink, Softshrink::new(), "lambd" Softshrink::lambd;
    softsign, Softsign;
    tanhshrink, Tanhshrink;
    log_sigmoid, LogSigmoid;
    prelu, Prelu::spec(), "num_parameters" PreluSpec::num_parameters, "init" PreluSpec::weight;
}

pub(crate) fn gelu(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    match config.find::<String>("approximate")?.as_deref() {
        None | Some("none") => forward!(trial, trial.layer(config, Gelu)?, [0, 1, 2, 3, 4, 5]),
        Some("tanh") => forward!(trial, trial.layer(config, GeluTanh)?, [0, 1, 2, 3, 4, 5]),
        Some(other) => Err(format!("the approximation {other} is not supported")),
    }
}

pub(crate) fn softmax(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = Softmax::spec(config.get("dim")?);
    forward!(trial, trial.layer(config, spec)?, [0, 1, 2, 3, 4, 5])
}

pub(crate) fn log_softmax(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = LogSoftmax::spec(config.get("dim")?);
    forward!(trial, trial.layer(config, spec)?, [0, 1, 2, 3, 4, 5])
}

pub(crate) fn threshold(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = Threshold::new(config.get("threshold")?, config.get("value")?);
    forward!(trial, trial.layer(config, spec)?, [0, 1, 2, 3, 4, 5])
}

pub(crate) fn softmin(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = Softmin::spec(config.get("dim")?);
    forward!(trial, trial.layer(config, spec)?, [0, 1, 2, 3, 4, 5])
}

pub(crate) fn softmax2d(trial: &mut Trial<'_>) -> Result<(), String> {
    let config = trial.config();
    forward!(trial, trial.layer(config, Softmax2d)?, [3, 4])
}

pub(crate) fn glu(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = Glu::new(config.find("dim")?.unwrap_or(-1));
    forward!(trial, trial.layer(config, spec)?, [1, 2, 3, 4, 5])
}
