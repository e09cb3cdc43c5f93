use crate::storage::Float;
pub(crate) fn accumulate<A: Float>(sum: &mut [A], x: &[A]) {
    for (s, x) in sum.iter_mut().zip(x) {
        *s += *x;
    }
}
