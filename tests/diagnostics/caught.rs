//! Panics, caught with the place that they point to.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// What a panic says, and where it says that the mistake is.
#[derive(Debug)]
pub(crate) struct Caught {
    pub(crate) message: String,
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

thread_local! {
    static LISTENS: Cell<bool> = const { Cell::new(false) };
    static CAUGHT: RefCell<Option<Caught>> = const { RefCell::new(None) };
}

/// Runs `call` and gives the panic that ended it, if one did.
pub(crate) fn catch(call: impl FnOnce()) -> Option<Caught> {
    listen();
    LISTENS.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(call));
    LISTENS.set(false);
    let caught = CAUGHT.take();
    assert!(result.is_ok() || caught.is_some(), "the panic came from another thread");
    caught
}

/// Puts a hook before the one that prints, which goes on printing what other tests have to say.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| match (LISTENS.get(), info.location()) {
            (true, Some(at)) => CAUGHT.set(Some(Caught {
                message: info.payload_as_str().unwrap_or("a panic without words").to_owned(),
                file: at.file().to_owned(),
                line: at.line(),
                column: at.column(),
            })),
            _ => print(info),
        }));
    });
}
