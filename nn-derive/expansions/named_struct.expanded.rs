#[automatically_derived]
impl ::nn_core::Module for Net {
    #[inline]
    fn visit(&self, __at: &::nn_core::Path<'_>, __visit: &mut ::nn_core::Visit<'_>) {
        use ::nn_core::module::probe::{Fallback as _, Probe as __Probe};
        let Self { hidden: __field0, head: __field1, width: __field2 } = self;
        __visit
            .module(
                __at,
                "Net",
                &"",
                |__visit| {
                    <__Probe<
                        Vec<Linear>,
                    >>::visit_field(__field0, &__at.field("hidden"), __visit);
                    <__Probe<
                        Linear,
                    >>::visit_field(__field1, &__at.field("head"), __visit);
                    <__Probe<
                        usize,
                    >>::visit_field(__field2, &__at.field("width"), __visit);
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
        let Self { hidden: __field0, head: __field1, width: __field2 } = self;
        <__Probe<
            Vec<Linear>,
        >>::visit_field_mut(__field0, &__at.field("hidden"), __visit);
        <__Probe<Linear>>::visit_field_mut(__field1, &__at.field("head"), __visit);
        <__Probe<usize>>::visit_field_mut(__field2, &__at.field("width"), __visit);
    }
}
#[automatically_derived]
impl ::nn_core::module::names::Names for Net {
    const NAMES: &'static [::nn_core::module::names::Name] = {
        use ::nn_core::module::probe::Fallback as _;
        &[
            ::nn_core::module::names::name!("hidden", Vec < Linear >),
            ::nn_core::module::names::name!("head", Linear),
            ::nn_core::module::names::name!("width", usize),
        ]
    };
}
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "hidden",
        &::nn_core::module::probe::registered_fact!(
            "Vec<Linear>", Named, Vec < Linear >, [("Linear", Named, Linear, [])]
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
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "width",
        &::nn_core::module::probe::registered_fact!("usize", Named, usize, []),
    );
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __shapes_of_Net {
    ($($item:tt)*) => {
        ::nn_core::__followed! { { ::nn_core } { struct Net { hidden : Vec < Linear >,
        head : Linear, width : usize, } } $($item)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __shapes_of_Net;
