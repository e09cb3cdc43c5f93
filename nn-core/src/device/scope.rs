//! Which operation is being computed: what a transfer is caused by.

use std::cell::Cell;
use std::fmt;
use std::panic::Location;

thread_local! {
    static CURRENT: Cell<Option<Operation>> = const { Cell::new(None) };
}

/// An operation, and where in the source it is called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    name: &'static str,
    at: &'static Location<'static>,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.name, self.at)
    }
}

/// The operation that this thread computes.
pub(super) fn current() -> Option<Operation> {
    CURRENT.get()
}

/// While it lives, transfers of this thread are caused by an operation.
pub(crate) struct Scope {
    outer: Option<Operation>,
}

impl Scope {
    pub(crate) fn enter(name: &'static str, at: &'static Location<'static>) -> Self {
        Scope { outer: CURRENT.replace(Some(Operation { name, at })) }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        CURRENT.set(self.outer);
    }
}
