//! Pointers from C become references, and go no further. `unsafe` stands here alone.

use std::ffi::{CStr, c_char, c_int};
use std::path::Path;
use std::ptr;
use std::slice;

use crate::Digits;
use crate::error::guarded;
use crate::model::{CLASSES, PIXELS};

/// Loads a model from a safetensors file. Null if that fails.
///
/// # Safety
///
/// `path` is null or a text that ends in a zero.
// SAFETY: no other function of this name is linked, which begins with the library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn digits_load(path: *const c_char) -> *mut Digits {
    guarded(ptr::null_mut(), || {
        if path.is_null() {
            return Err("the path is NULL".to_owned());
        }
        // SAFETY: it is not null, and the caller promises the rest.
        let path = unsafe { CStr::from_ptr(path) };
        let path = path.to_str().map_err(|error| format!("the path is not UTF-8: {error}"))?;
        Ok(Box::into_raw(Box::new(Digits::read(Path::new(path))?)))
    })
}

/// Writes the probabilities of ten classes for each of `count` pictures of 64 numbers. 0, or -1 if that fails.
///
/// # Safety
///
/// `model` is null or comes from [`digits_load`] and is not freed; `pixels` is null or leads to 64 numbers for each
/// picture; and `scores` is null or leads to room for ten of each, which nobody else uses meanwhile.
// SAFETY: no other function of this name is linked, which begins with the library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn digits_predict(
    model: *const Digits,
    pixels: *const f32,
    count: usize,
    scores: *mut f32,
) -> c_int {
    guarded(-1, || {
        // SAFETY: the caller promises that it is null or a model, which is only read while it is not freed.
        let model = unsafe { model.as_ref() }.ok_or("the model is NULL")?;
        if pixels.is_null() || scores.is_null() {
            return Err("the pixels or the scores are NULL".to_owned());
        }
        // A slice must not be longer than `isize::MAX` bytes.
        let fits =
            count.checked_mul(PIXELS * size_of::<f32>()).is_some_and(|bytes| isize::try_from(bytes).is_ok());
        if !fits {
            return Err(format!("{count} pictures are more than any memory holds"));
        }
        // SAFETY: it is not null, the length is within bounds, and the caller promises that so many numbers are there.
        let pixels = unsafe { slice::from_raw_parts(pixels, count * PIXELS) };
        let predicted = model.predict(pixels)?;
        // SAFETY: as above, with room for fewer numbers, which nobody else uses. They may not have been written yet, so no
        // reference to them is made.
        unsafe { ptr::copy_nonoverlapping(predicted.as_ptr(), scores, count * CLASSES) };
        Ok(0)
    })
}

/// Frees a model; null is ignored.
///
/// # Safety
///
/// `model` is null or comes from [`digits_load`], and is not used any more.
// SAFETY: no other function of this name is linked, which begins with the library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn digits_free(model: *mut Digits) {
    guarded((), || {
        if !model.is_null() {
            // SAFETY: the caller promises that it comes from `Box::into_raw` in `digits_load`, and that this is its end.
            drop(unsafe { Box::from_raw(model) });
        }
        Ok(())
    });
}
