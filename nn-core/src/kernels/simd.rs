//! Loops compiled for several instruction sets, chosen at run time.

/// What the processor can do, from the least on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Baseline,
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "a level of other processors"))]
    Avx2,
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "a level of other processors"))]
    Avx512,
}

/// The environment variable that names the highest level to be used: `baseline`, `avx2` or `avx512`.
const HIGHEST: &str = "NN_CORE_LEVEL";

/// The best level of this processor that may be used, found out once.
///
/// # Panics
/// If [`HIGHEST`] is set to something else than the name of a level.
#[inline]
pub(crate) fn level() -> Level {
    static LEVEL: std::sync::OnceLock<Level> = std::sync::OnceLock::new();
    *LEVEL.get_or_init(|| match std::env::var(HIGHEST) {
        Ok(name) => detect().min(named(&name).unwrap_or_else(|| {
            panic!("{HIGHEST} is `{name}`, which is none of `baseline`, `avx2`, `avx512`")
        })),
        Err(_) => detect(),
    })
}

fn named(name: &str) -> Option<Level> {
    match name {
        "baseline" => Some(Level::Baseline),
        "avx2" => Some(Level::Avx2),
        "avx512" => Some(Level::Avx512),
        _ => None,
    }
}

/// Whether a product and a sum are one instruction. Where they are not, `mul_add` is a call: exact, and far too slow for
/// what multiplies most of the time.
#[inline]
pub(crate) fn has_fma() -> bool {
    cfg!(not(target_arch = "x86_64")) || level() > Level::Baseline
}

#[cfg(target_arch = "x86_64")]
fn detect() -> Level {
    let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    let avx512 = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512bw");
    match (avx2, avx512) {
        (true, true) => Level::Avx512,
        (true, false) => Level::Avx2,
        _ => Level::Baseline,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn detect() -> Level {
    Level::Baseline
}

/// Defines a function whose body is compiled for each level; a call takes the best one that the processor has.
/// Generics stand in brackets: `simd! { fn scale[A: Float](x: &mut [A], by: A) { .. } }`.
///
/// The levels differ in the width of their vectors only: a body that adds in a fixed order gives the same
/// result on each, as every product-sum is written as `mul_add`. Matrix products are not among them: on a
/// processor without FMA their library rounds after each product, so that other bits come out than with it.
macro_rules! simd {
    ($(
        $(#[$meta:meta])*
        $vis:vis fn $name:ident[$($generics:tt)*]($($arg:ident: $type:ty),* $(,)?) $(-> $result:ty)? $body:block
    )*) => {$(
        $(#[$meta])*
        #[inline]
        #[allow(clippy::too_many_arguments, reason = "kernels take their sizes one by one")]
        $vis fn $name<$($generics)*>($($arg: $type),*) $(-> $result)? {
            #[inline(always)]
            #[allow(clippy::too_many_arguments, reason = "kernels take their sizes one by one")]
            fn body<$($generics)*>($($arg: $type),*) $(-> $result)? $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                #[allow(clippy::too_many_arguments, reason = "kernels take their sizes one by one")]
                fn avx2<$($generics)*>($($arg: $type),*) $(-> $result)? {
                    body($($arg),*)
                }

                #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
                #[allow(clippy::too_many_arguments, reason = "kernels take their sizes one by one")]
                fn avx512<$($generics)*>($($arg: $type),*) $(-> $result)? {
                    body($($arg),*)
                }

                match $crate::kernels::simd::level() {
                    // SAFETY: the level says that the processor has these features.
                    $crate::kernels::simd::Level::Avx512 => return unsafe { avx512($($arg),*) },
                    // SAFETY: likewise.
                    $crate::kernels::simd::Level::Avx2 => return unsafe { avx2($($arg),*) },
                    $crate::kernels::simd::Level::Baseline => {}
                }
            }
            body($($arg),*)
        }
    )*};
}

pub(crate) use simd;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_names_and_an_order() {
        let levels = ["baseline", "avx2", "avx512"].map(named);
        assert!(levels.is_sorted() && levels.iter().all(Option::is_some));
        assert_eq!(named("AVX"), None);
    }

    /// The tests run at other levels too, with the variable set.
    #[test]
    fn the_highest_level_is_the_one_that_is_set() {
        let highest = std::env::var(HIGHEST).ok().and_then(|name| named(&name));
        assert_eq!(level(), highest.map_or(detect(), |highest| highest.min(detect())));
    }
}
