//! Losses that compare element with element.

use nn_core::prelude::*;

use crate::parity::case::Argument;
use crate::parity::config::{Config, FromArgument};
use crate::parity::trial::Trial;

/// PyTorch's `reduction`: none keeps the losses apart.
pub(super) struct Reduced(pub(super) Option<Reduction>);

impl FromArgument for Reduced {
    fn from_argument(argument: &Argument) -> Option<Self> {
        let Argument::Text(text) = argument else { return None };
        match text.as_str() {
            "none" => Some(Reduced(None)),
            "mean" => Some(Reduced(Some(Reduction::Mean))),
            "sum" => Some(Reduced(Some(Reduction::Sum))),
            "batchmean" => Some(Reduced(Some(Reduction::BatchMean))),
            _ => None,
        }
    }
}

pub(super) fn reduction(config: &mut Config) -> Result<Option<Reduction>, String> {
    Ok(config.find("reduction")?.unwrap_or(Reduced(Some(Reduction::Mean))).0)
}

/// Calls a loss with input and target of one rank, and ends the trial.
macro_rules! compare_elements {
    ($trial:expr, $config:expr, $loss:expr) => {
        compare_elements!(@ $trial, $config, $loss, [0, 1, 2, 3, 4, 5])
    };
    (@ $trial:expr, $config:expr, $loss:expr, [$($rank:literal),*]) => {{
        let (mut config, loss) = ($config, $loss);
        let reduction = $crate::parity::modules::loss::reduction(&mut config)?;
        config.finish()?;
        match $trial.rank(0, "input")?.0 {
            $($rank => {
                let (x, t) = ($trial.input::<$rank>(0, "input")?, $trial.input::<$rank>(1, "target")?);
                match reduction {
                    Some(reduction) => $trial.output(loss.reduction(reduction).loss(x, t)),
                    None => $trial.output(loss.unreduced(x, t)),
                }
            })*
            rank => return Err(format!("an input of rank {rank} is not supported")),
        }
        $trial.finish_without_state()
    }};
}

/// Calls a loss with three tensors of one rank, and ends the trial.
macro_rules! compare_three {
    ($trial:expr, $config:expr, $loss:expr, $second:literal, $third:literal) => {
        compare_three!(@ $trial, $config, $loss, $second, $third, [0, 1, 2, 3, 4, 5])
    };
    (@ $trial:expr, $config:expr, $loss:expr, $second:literal, $third:literal, [$($rank:literal),*]) => {{
        let (mut config, loss) = ($config, $loss);
        let reduction = $crate::parity::modules::loss::reduction(&mut config)?;
        config.finish()?;
        match $trial.rank(0, "input")?.0 {
            $($rank => {
                let (x, t) = ($trial.input::<$rank>(0, "input")?, $trial.input::<$rank>(1, $second)?);
                let z = $trial.input::<$rank>(2, $third)?;
                match reduction {
                    Some(reduction) => $trial.output(loss.reduction(reduction).loss(x, t, z)),
                    None => $trial.output(loss.unreduced(x, t, z)),
                }
            })*
            rank => return Err(format!("an input of rank {rank} is not supported")),
        }
        $trial.finish_without_state()
    }};
}

pub(super) use {compare_elements, compare_three};

/// Hands a weight of any rank to a loss.
macro_rules! set_weight {
    ($config:expr, $loss:expr, $name:literal, $method:ident) => {{
        let weight: Option<Option<nn_core::AnyTensor>> = $config.find($name)?;
        match weight.flatten() {
            None => $loss,
            Some(weight) => match (weight.to_tensor::<0, f32>(), weight.to_tensor::<1, f32>()) {
                (Some(weight), _) => $loss.$method(weight),
                (_, Some(weight)) => $loss.$method(weight),
                _ => $loss.$method(weight.to_tensor::<2, f32>().ok_or("a weight of rank 3 or more")?),
            },
        }
    }};
}

pub(crate) fn mse(trial: &mut Trial<'_>) -> Result<(), String> {
    compare_elements!(trial, trial.config(), MseLoss::new())
}

pub(crate) fn l1(trial: &mut Trial<'_>) -> Result<(), String> {
    compare_elements!(trial, trial.config(), L1Loss::new())
}

pub(crate) fn smooth_l1(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = config.set(SmoothL1Loss::new(), "beta", SmoothL1Loss::beta)?;
    compare_elements!(trial, config, loss)
}

pub(crate) fn kl_div(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = config.set(KlDivLoss::new(), "log_target", KlDivLoss::log_target)?;
    compare_elements!(trial, config, loss)
}

pub(crate) fn bce(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = set_weight!(config, BceLoss::new(), "weight", weight);
    compare_elements!(trial, config, loss)
}

pub(crate) fn bce_with_logits(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = set_weight!(config, BceWithLogitsLoss::new(), "weight", weight);
    let loss = set_weight!(config, loss, "pos_weight", pos_weight);
    compare_elements!(trial, config, loss)
}

pub(crate) fn huber(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = config.set(HuberLoss::new(), "delta", HuberLoss::delta)?;
    compare_elements!(trial, config, loss)
}

pub(crate) fn poisson_nll(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = config.set(PoissonNllLoss::new(), "log_input", PoissonNllLoss::log_input)?;
    let loss = config.set(loss, "full", PoissonNllLoss::full)?;
    let loss = config.set(loss, "eps", PoissonNllLoss::eps)?;
    compare_elements!(trial, config, loss)
}

pub(crate) fn gaussian_nll(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = config.set(GaussianNllLoss::new(), "full", GaussianNllLoss::full)?;
    let loss = config.set(loss, "eps", GaussianNllLoss::eps)?;
    compare_three!(trial, config, loss, "target", "var")
}
