//! How many elements a shape has, for every shape that somebody may ask for.

/// The number of elements of a shape. Past this check no arithmetic on its sizes overflows, even where one of them
/// is 0.
#[inline]
#[track_caller]
pub(crate) fn volume<A>(name: &str, shape: &[usize]) -> usize {
    if !fits_memory::<A>(shape) {
        too_large(name, shape);
    }
    shape.iter().product()
}

/// Whether there could be memory for a tensor of a shape.
#[inline]
pub(crate) fn fits_memory<A>(shape: &[usize]) -> bool {
    let bytes = shape.iter().try_fold(size_of::<A>(), |bytes, &size| bytes.checked_mul(size.max(1)));
    bytes.is_some_and(|bytes| bytes <= isize::MAX.unsigned_abs())
}

#[cold]
#[track_caller]
fn too_large(name: &str, shape: &[usize]) -> ! {
    panic!("{name}: a tensor of shape {shape:?} would be larger than any memory")
}
