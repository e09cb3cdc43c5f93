//! The element types in one list, and the way from a type that is known at run time only to the code for it.

/// Hands the element types to a macro, each as a Rust type and the name of its variants, sorted by what they can do:
/// floats have gradients, integers count, and the others are neither added nor multiplied.
macro_rules! element_types {
    ($($macro:ident)::+ { $($more:tt)* }) => {
        $($macro)::+! {
            floats: [f32 F32, f64 F64], integers: [i64 I64, usize Usize], others: [bool Bool];
            $($more)*
        }
    };
}

/// Computes with storage of any element type. There is an arm for every type and none for the rest, so that a new type is
/// handled everywhere or does not compile.
///
/// - `dispatch!(any, values => ..)` has the [`SharedStorage<A>`](super::SharedStorage) of each type `A` as `values`;
/// - `dispatch!(any, floats values => .., others values => ..)` and
///   `dispatch!(any, floats values => .., integers values => .., others values => ..)` tell what they can do apart;
/// - `dispatch!(floats_mut, only floats values => ..)` is for [`FloatsMut`](super::FloatsMut);
/// - `dispatch!(dtype, floats type A => .., integers type A => .., others => ..)` has the type itself.
macro_rules! dispatch {
    ($dtype:expr, floats type $a:ident => $floats:expr, integers type $b:ident => $integers:expr, others => $others:expr) => {
        $crate::storage::element_types!($crate::storage::type_arms { $dtype, $a => $floats, $b => $integers, $others })
    };
    ($any:expr, only floats $f:pat => $floats:expr) => {
        $crate::storage::element_types!($crate::storage::float_arms { $any, $f => $floats })
    };
    ($any:expr, floats $f:pat => $floats:expr, others $o:pat => $others:expr $(,)?) => {
        $crate::storage::dispatch!($any, floats $f => $floats, integers $o => $others, others $o => $others)
    };
    ($any:expr, floats $f:pat => $floats:expr, integers $i:pat => $integers:expr, others $o:pat => $others:expr $(,)?) => {
        $crate::storage::element_types!($crate::storage::any_arms { $any, $f => $floats, $i => $integers, $o => $others })
    };
    ($any:expr, $values:pat => $use:expr) => {
        $crate::storage::dispatch!($any, floats $values => $use, integers $values => $use, others $values => $use)
    };
}

macro_rules! any_arms {
    (
        floats: [$($f_type:ident $f:ident),*], integers: [$($i_type:ident $i:ident),*], others: [$($o_type:ident $o:ident),*];
        $any:expr, $floats:pat => $use_floats:expr, $integers:pat => $use_integers:expr, $others:pat => $use_others:expr
    ) => {
        match $any {
            $($crate::storage::AnyStorage::$f($floats) => $use_floats,)*
            $($crate::storage::AnyStorage::$i($integers) => $use_integers,)*
            $($crate::storage::AnyStorage::$o($others) => $use_others,)*
        }
    };
}

macro_rules! float_arms {
    (
        floats: [$($type:ident $f:ident),*], integers: $_integers:tt, others: $_others:tt;
        $any:expr, $values:pat => $use:expr
    ) => {
        match $any {
            $($crate::storage::FloatsMut::$f($values) => $use,)*
        }
    };
}

macro_rules! type_arms {
    (
        floats: [$($f_type:ident $f:ident),*], integers: [$($i_type:ident $i:ident),*], others: [$($o_type:ident $o:ident),*];
        $dtype:expr, $a:ident => $floats:expr, $b:ident => $integers:expr, $others:expr
    ) => {
        match $dtype {
            $($crate::storage::Dtype::$f => { type $a = $f_type; $floats })*
            $($crate::storage::Dtype::$i => { type $b = $i_type; $integers })*
            $($crate::storage::Dtype::$o => $others,)*
        }
    };
}

pub(crate) use {any_arms, dispatch, element_types, float_arms, type_arms};
