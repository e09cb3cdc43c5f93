#[automatically_derived]
impl ::nn_core::Module for Net {
    #[inline]
    fn visit(&self, __at: &::nn_core::Path<'_>, __visit: &mut ::nn_core::Visit<'_>) {
        use ::nn_core::module::probe::{Fallback as _, Probe as __Probe};
        let Self {
            head: __field0,
            body: __field1,
            backbone: __field2,
            cell: __field3,
        } = self;
        __visit
            .module(
                __at,
                "Net",
                &"",
                |__visit| {
                    <__Probe<Linear>>::visit_field(__field0, &__at.field("fc"), __visit);
                    <__Probe<Body>>::visit_field(__field1, __at, __visit);
                    <__Probe<
                        Frozen<Linear>,
                    >>::visit_field(__field2, &__at.field("backbone"), __visit);
                    cells::visit(__field3, &__at.field("cell"), __visit);
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
        let Self {
            head: __field0,
            body: __field1,
            backbone: __field2,
            cell: __field3,
        } = self;
        <__Probe<Linear>>::visit_field_mut(__field0, &__at.field("fc"), __visit);
        <__Probe<Body>>::visit_field_mut(__field1, __at, __visit);
        <__Probe<
            Frozen<Linear>,
        >>::visit_field_mut(__field2, &__at.field("backbone"), __visit);
        cells::visit_mut(__field3, &__at.field("cell"), __visit);
    }
}
#[automatically_derived]
impl ::nn_core::module::names::Names for Net {
    const NAMES: &'static [::nn_core::module::names::Name] = {
        use ::nn_core::module::probe::Fallback as _;
        &[
            ::nn_core::module::names::name!("fc", Linear),
            ::nn_core::module::names::name!(Body),
            ::nn_core::module::names::name!("backbone", Frozen < Linear >),
            ::nn_core::module::names::Name::Field("cell"),
        ]
    };
}
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
        "body",
        &::nn_core::module::probe::registered_fact!("Body", Named, Body, []),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "backbone",
        &::nn_core::module::probe::registered_fact!(
            "Frozen<Linear>", Named, Frozen < Linear >, [("Linear", Named, Linear, [])]
        ),
    );
};
const _: () = {
    #[allow(unused_imports)]
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::apart(
        "body",
        ::nn_core::module::names::name!(Body),
        &[
            ("head", false, ::nn_core::module::names::name!("fc", Linear)),
            (
                "backbone",
                false,
                ::nn_core::module::names::name!("backbone", Frozen < Linear >),
            ),
            ("cell", false, ::nn_core::module::names::Name::Field("cell")),
        ],
    );
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __shapes_of_Net {
    ($($item:tt)*) => {
        ::nn_core::__followed! { { ::nn_core } { struct Net { #[module(rename = "fc")]
        head : Linear, #[module(flatten)] body : Body, backbone : Frozen < Linear >,
        #[module(with = cells)] cell : RefCell < Linear >, } } $($item)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __shapes_of_Net;
