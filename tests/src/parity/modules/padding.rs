//! Padding layers.

use nn_core::prelude::*;

use crate::parity::trial::Trial;

macro_rules! paddings {
    ($($function:ident $layer:ident, $axes:literal [$($rank:literal),*] $($value:literal)?;)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            let mut config = trial.config();
            let sides: [usize; 2 * $axes] = config.get("padding")?;
            let spec = $layer::sides(sides $(, config.get($value)?)?);
            trial.says($axes + 2, |shape| spec.output_shape(shape))?;
            forward!(trial, trial.layer(config, spec)?, [$($rank),*])
        }
    )*};
}

paddings! {
    circular_pad1d CircularPad1d, 1 [2, 3];
    circular_pad2d CircularPad2d, 2 [3, 4];
    circular_pad3d CircularPad3d, 3 [4, 5];
    constant_pad1d ConstantPad1d, 1 [2, 3] "value";
    constant_pad2d ConstantPad2d, 2 [3, 4] "value";
    constant_pad3d ConstantPad3d, 3 [4, 5] "value";
    reflection_pad1d ReflectionPad1d, 1 [2, 3];
    reflection_pad2d ReflectionPad2d, 2 [3, 4];
    reflection_pad3d ReflectionPad3d, 3 [4, 5];
    replication_pad1d ReplicationPad1d, 1 [2, 3];
    replication_pad2d ReplicationPad2d, 2 [3, 4];
    replication_pad3d ReplicationPad3d, 3 [4, 5];
    zero_pad1d ZeroPad1d, 1 [2, 3];
    zero_pad2d ZeroPad2d, 2 [3, 4];
    zero_pad3d ZeroPad3d, 3 [4, 5];
}
