//! What went wrong, kept for each thread until its next call.

use std::cell::RefCell;
use std::ffi::{CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static LAST: RefCell<CString> = RefCell::default();
}

/// Runs the body of a call: an error or a panic is kept, and gives `failed`.
pub(crate) fn guarded<T>(failed: T, body: impl FnOnce() -> Result<T, String>) -> T {
    // What a panic may leave half-done is dropped with the body; the model is only read.
    let result = catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref().copied());
        Err(format!("the library has a mistake: {}", text.unwrap_or("it panicked")))
    });
    let message = result.as_ref().err().map(String::as_str).unwrap_or_default();
    // A text with a zero in it, as a path may have, would end there in C.
    let message = CString::new(message.replace('\0', "?")).unwrap_or_default();
    LAST.with(|last| last.replace(message));
    result.unwrap_or(failed)
}

/// Why the last call of this thread failed, until its next call; empty if it did not.
// SAFETY: no other function of this name is linked, which begins with the library's.
#[unsafe(no_mangle)]
pub extern "C" fn digits_error() -> *const c_char {
    LAST.with(|last| last.borrow().as_ptr())
}
