//! What an operation keeps for its backward pass.

/// Keeps what the backward pass of an operation needs, if there will be one: see [`Op::run`](super::Op::run).
#[derive(Debug)]
pub struct Keep {
    wanted: bool,
}

/// What is kept for the backward pass of an operation. It comes from [`Keep`] alone, so that it is there when it is
/// needed.
#[derive(Debug)]
pub struct Kept<S>(Option<S>);

impl Keep {
    pub(super) fn new(wanted: bool) -> Self {
        Keep { wanted }
    }

    /// Keeps a value, which is made only if it is needed.
    #[inline]
    pub fn value<S>(self, value: impl FnOnce() -> S) -> Kept<S> {
        Kept(self.wanted.then(value))
    }

    /// Keeps nothing: the backward pass needs the gradient alone.
    #[inline]
    pub fn nothing(self) -> Kept<()> {
        self.value(|| ())
    }

    /// Whether the backward pass will need what is kept, where it takes work to find it.
    pub fn wanted(&self) -> bool {
        self.wanted
    }
}

impl<S> Kept<S> {
    /// What is kept; there is some if it is wanted.
    pub(super) fn into_value(self) -> Option<S> {
        self.0
    }
}
