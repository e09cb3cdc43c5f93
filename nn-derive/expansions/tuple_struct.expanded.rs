#[automatically_derived]
impl ::nn_core::Module for Pair {
    #[inline]
    fn visit(&self, __at: &::nn_core::Path<'_>, __visit: &mut ::nn_core::Visit<'_>) {
        use ::nn_core::module::probe::{Fallback as _, Probe as __Probe};
        let Self { 0: __field0, 1: __field1 } = self;
        __visit
            .module(
                __at,
                "Pair",
                &"",
                |__visit| {
                    <__Probe<Linear>>::visit_field(__field0, &__at.index(0), __visit);
                    <__Probe<
                        Option<Linear>,
                    >>::visit_field(__field1, &__at.index(1), __visit);
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
        let Self { 0: __field0, 1: __field1 } = self;
        <__Probe<Linear>>::visit_field_mut(__field0, &__at.index(0), __visit);
        <__Probe<Option<Linear>>>::visit_field_mut(__field1, &__at.index(1), __visit);
    }
}
#[automatically_derived]
impl ::nn_core::module::names::Names for Pair {
    const NAMES: &'static [::nn_core::module::names::Name] = {
        use ::nn_core::module::probe::Fallback as _;
        &[
            ::nn_core::module::names::name!("0", Linear),
            ::nn_core::module::names::name!("1", Option < Linear >),
        ]
    };
}
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "0",
        &::nn_core::module::probe::registered_fact!("Linear", Named, Linear, []),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "1",
        &::nn_core::module::probe::registered_fact!(
            "Option<Linear>", Named, Option < Linear >, [("Linear", Named, Linear, [])]
        ),
    );
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __shapes_of_Pair {
    ($($item:tt)*) => {
        ::nn_core::__followed! { { ::nn_core } { struct Pair(Linear, Option < Linear >);
        } $($item)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __shapes_of_Pair;
