//! How each of PyTorch's modules is made here and called: one small function each.

/// Calls a layer with the input of the case, whatever its rank among those that are listed, and ends the trial.
macro_rules! forward {
    ($trial:expr, $layer:expr, [$($rank:literal),*]) => {{
        let mut layer = $layer;
        match $trial.rank(0, "input")?.0 {
            $($rank => {
                let x = $trial.input::<$rank>(0, "input")?;
                $trial.output(nn_core::Forward::forward(&layer, x));
            })*
            rank => return Err(format!("an input of rank {rank} is not supported")),
        }
        $trial.finish(&mut layer)
    }};
}

pub(super) mod activation;
pub(super) mod class_loss;
pub(super) mod conv;
pub(super) mod embedding;
pub(super) mod linear;
pub(super) mod loss;
pub(super) mod margin_loss;
pub(super) mod norm;
pub(super) mod padding;
pub(super) mod pool;
pub(super) mod recurrent;
pub(super) mod transformer;
