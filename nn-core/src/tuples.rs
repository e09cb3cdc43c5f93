//! Tuples of 1 to 16 elements, in one list.

/// Hands every tuple to a macro, the shortest first, as `A 0, B 1 A, C 2 B; C`: the types and their indices, from the second
/// one on with the type before it, and the last type once more.
macro_rules! for_each_tuple {
    ($macro:ident) => {
        $crate::tuples::for_each_tuple!(
            @ $macro [A 0] A;
            B 1 A, C 2 B, D 3 C, E 4 D, F 5 E, G 6 F, H 7 G, I 8 H, J 9 I, K 10 J, L 11 K, M 12 L, N 13 M, O 14 N, P 15 O,
        );
    };
    (@ $macro:ident [$($tuple:tt)*] $last:ident;) => {
        $macro!($($tuple)*; $last);
    };
    (@ $macro:ident [$($tuple:tt)*] $last:ident; $name:ident $index:tt $before:ident, $($more:tt)*) => {
        $macro!($($tuple)*; $last);
        $crate::tuples::for_each_tuple!(@ $macro [$($tuple)*, $name $index $before] $name; $($more)*);
    };
}

pub(crate) use for_each_tuple;
