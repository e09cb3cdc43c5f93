//! The tape, the way back, and what comes of it. No operation is known here by name.

mod gradients;
mod ids;
mod origin;
mod recorder;
mod sweep;
mod tape;

pub use gradients::Gradients;
pub use ids::{BufferId, ParamId};
pub use tape::Tape;

pub(crate) use gradients::{ParamGradient, Update, UpdateFn};
pub(crate) use ids::IdMap;
pub(crate) use origin::Origin;
pub(crate) use recorder::{Misfit, Outcome, Recorder, Source, Step};
pub(crate) use sweep::Sweep;
pub(crate) use tape::{NodeId, Place};
