#[automatically_derived]
impl<'a> ::nn_core::Module for Borrowed<'a> {
    #[inline]
    fn visit(&self, __at: &::nn_core::Path<'_>, __visit: &mut ::nn_core::Visit<'_>) {
        use ::nn_core::module::probe::{Fallback as _, Probe as __Probe};
        let Self { name: __field0, table: _, head: __field2 } = self;
        __visit
            .module(
                __at,
                "Borrowed",
                &"",
                |__visit| {
                    <__Probe<
                        &'a str,
                    >>::visit_field(__field0, &__at.field("name"), __visit);
                    <__Probe<
                        Linear,
                    >>::visit_field(__field2, &__at.field("head"), __visit);
                },
            );
    }
    #[inline]
    fn visit_mut(
        &mut self,
        __at: &::nn_core::Path<'_>,
        __visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        use ::nn_core::module::probe::{Fallback as _, Probe as __Probe};
        let Self { name: __field0, table: _, head: __field2 } = self;
        <__Probe<&'a str>>::visit_field_mut(__field0, &__at.field("name"), __visit);
        <__Probe<Linear>>::visit_field_mut(__field2, &__at.field("head"), __visit);
    }
}
#[automatically_derived]
impl<'a> ::nn_core::module::names::Names for Borrowed<'a> {
    const NAMES: &'static [::nn_core::module::names::Name] = {
        use ::nn_core::module::probe::Fallback as _;
        &[
            ::nn_core::module::names::name!("name", & 'a str),
            ::nn_core::module::names::name!("head", Linear),
        ]
    };
}
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "name",
        &::nn_core::module::probe::registered_fact!(
            "&'a str", Named, & 'static str, [("str", Named, str, [])]
        ),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::skipped(
        "table",
        &::nn_core::module::probe::skipped_fact!(
            "&'a [usize]", Named, & 'static [usize], [("[usize]", Slice, [usize],
            [("usize", Named, usize, [])])]
        ),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "head",
        &::nn_core::module::probe::registered_fact!("Linear", Named, Linear, []),
    );
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __shapes_of_Borrowed {
    ($($item:tt)*) => {
        ::nn_core::__followed! { { ::nn_core } { struct Borrowed < 'a > { name : & 'a
        str, #[module(skip)] table : & 'a[usize], head : Linear, } } $($item)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __shapes_of_Borrowed;
