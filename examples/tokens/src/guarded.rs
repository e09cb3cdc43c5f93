//! Panics of another library as errors.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

/// What the body gives. If it panics, nothing is printed, and what the panic says is the error.
///
/// `tokenizers` panics at some damaged files, as at a `decoder` that ends too early.
pub(crate) fn guarded<T>(body: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    // What the body has half done is dropped with it.
    let result = catch_unwind(AssertUnwindSafe(body));
    set_hook(hook);
    result.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref().copied());
        Err(text.unwrap_or("a panic without a message").to_owned())
    })
}
