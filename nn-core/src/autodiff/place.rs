//! Where a tensor stands: on a tape, in a trace, or on neither.

use super::origin::Origin;
use super::recorder::Recorder;
use super::tape::{NodeId, Tape};

/// Where a tensor stands.
#[derive(Clone, Debug, Default)]
pub(crate) enum Place {
    /// On no tape: inference.
    #[default]
    Off,
    /// On no tape, but computed from what gets gradients: it must not meet a tape, where it would be a constant.
    Untracked(Origin),
    /// On a tape, but nothing is to be learned from its gradient.
    On(Tape),
    /// A result of a tape.
    Node(Tape, NodeId),
    /// In a forward that is traced: on no tape, and as a rule without values.
    Traced(Recorder, NodeId),
}

impl Place {
    pub(crate) fn tape(&self) -> Option<&Tape> {
        match self {
            Place::Off | Place::Untracked(_) | Place::Traced(..) => None,
            Place::On(tape) | Place::Node(tape, _) => Some(tape),
        }
    }

    /// The same place by another handle of its tape.
    pub(crate) fn map_tape(self, handle: impl FnOnce(Tape) -> Tape) -> Self {
        match self {
            Place::On(tape) => Place::On(handle(tape)),
            Place::Node(tape, id) => Place::Node(handle(tape), id),
            elsewhere => elsewhere,
        }
    }

    pub(crate) fn node(&self) -> Option<NodeId> {
        match self {
            Place::Node(_, id) => Some(*id),
            _ => None,
        }
    }
}
