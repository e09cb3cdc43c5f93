//! The settings of a batch norm, and how they are printed.

use std::fmt;

use super::super::axes;
use crate::shape::{Message, Shape};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Settings {
    pub(super) num_features: usize,
    pub(super) eps: f32,
    pub(super) momentum: Option<f32>,
    pub(super) affine: bool,
    pub(super) track_running_stats: bool,
}

impl Settings {
    pub(super) const fn new(num_features: usize) -> Self {
        Settings { num_features, eps: 1e-5, momentum: Some(0.1), affine: true, track_running_stats: true }
    }

    /// The shape of a sample of one of these ranks behind the layer: that before it.
    pub(super) const fn output_shape(
        &self,
        name: &str,
        ranks: &[usize],
        input: Shape,
    ) -> Result<Shape, Message> {
        let mut i = 0;
        while i < ranks.len() {
            if input.rank() == ranks[i] && input.size(0) == self.num_features {
                return Ok(input);
            }
            i += 1;
        }
        let takes = Message::new(name).text(" takes ").number(self.num_features).text(" features");
        Err(takes.text(axes::of_sizes(ranks[0] - 1)).text(", but gets ").shape(&input))
    }
}

/// What differs from the defaults.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let default = Settings::new(self.num_features);
        write!(f, "{}", self.num_features)?;
        if self.eps != default.eps {
            write!(f, ", eps={}", self.eps)?;
        }
        match self.momentum {
            None => write!(f, ", momentum=None")?,
            momentum if momentum == default.momentum => {}
            Some(momentum) => write!(f, ", momentum={momentum}")?,
        }
        if !self.affine {
            write!(f, ", affine=false")?;
        }
        if !self.track_running_stats {
            write!(f, ", track_running_stats=false")?;
        }
        Ok(())
    }
}
