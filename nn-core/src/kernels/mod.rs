//! Loops over elements and matrix products: the only place that touches elements.

pub(crate) mod clip;
pub(crate) mod elementwise;
pub(crate) mod update;
