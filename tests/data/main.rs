//! Sources, loaders, samplers, transforms and readers of data.

mod collation;
mod loader;
mod readers;
mod sampling;
mod transforms;
