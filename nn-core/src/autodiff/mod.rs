//! The tape, the backward pass, and what comes of it. No operation is known here by name.

mod all_shards;
mod gradients;
pub(crate) mod graph;
mod ids;
mod origin;
mod place;
mod recorder;
mod seed;
mod summary;
mod sweep;
mod tape;
mod update;
mod watch;

pub use gradients::Gradients;
pub use ids::{BufferId, ParamId};
pub use tape::Tape;

pub(crate) use all_shards::AllShards;
pub(crate) use gradients::ParamGradient;
pub(crate) use ids::{IdHasher, IdMap};
pub(crate) use origin::Origin;
pub(crate) use place::Place;
pub(crate) use recorder::{Outcome, Recorder, ShapeMismatch, Source, TraceStep};
pub(crate) use seed::mix;
pub(crate) use summary::Summary;
pub(crate) use sweep::Sweep;
pub(crate) use tape::NodeId;
pub use update::Change;
pub(crate) use update::{How, Update, add};
pub(crate) use watch::{Note, Operand, Paths, is_watching};
