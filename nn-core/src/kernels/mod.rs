//! Loops over elements and matrix products: the only place that touches elements.

pub(crate) mod elementwise;
