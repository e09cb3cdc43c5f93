#[automatically_derived]
impl ::nn_core::Module for Layer {
    #[inline]
    fn visit(&self, __at: &::nn_core::Path<'_>, __visit: &mut ::nn_core::Visit<'_>) {
        use ::nn_core::module::probe::{Fallback as _, Probe as __Probe};
        match self {
            Self::Identity {} => {
                __visit.module(__at, "Layer::Identity", &"", |_| {});
            }
            Self::Dense { 0: __field0 } => {
                <__Probe<Linear>>::visit_field(__field0, __at, __visit);
            }
            Self::Pair { 0: __field0, 1: __field1 } => {
                __visit
                    .module(
                        __at,
                        "Layer::Pair",
                        &"",
                        |__visit| {
                            <__Probe<
                                Linear,
                            >>::visit_field(__field0, &__at.index(0), __visit);
                            <__Probe<
                                Linear,
                            >>::visit_field(__field1, &__at.index(1), __visit);
                        },
                    );
            }
            Self::Gated { gate: __field0, r#type: __field1 } => {
                __visit
                    .module(
                        __at,
                        "Layer::Gated",
                        &"",
                        |__visit| {
                            <__Probe<
                                Linear,
                            >>::visit_field(__field0, &__at.field("gate"), __visit);
                            <__Probe<
                                Linear,
                            >>::visit_field(__field1, &__at.field("type"), __visit);
                        },
                    );
            }
        }
    }
    #[inline]
    fn visit_mut(
        &mut self,
        __at: &::nn_core::Path<'_>,
        __visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        use ::nn_core::module::probe::{Fallback as _, Probe as __Probe};
        match self {
            Self::Identity {} => {}
            Self::Dense { 0: __field0 } => {
                <__Probe<Linear>>::visit_field_mut(__field0, __at, __visit);
            }
            Self::Pair { 0: __field0, 1: __field1 } => {
                <__Probe<Linear>>::visit_field_mut(__field0, &__at.index(0), __visit);
                <__Probe<Linear>>::visit_field_mut(__field1, &__at.index(1), __visit);
            }
            Self::Gated { gate: __field0, r#type: __field1 } => {
                <__Probe<
                    Linear,
                >>::visit_field_mut(__field0, &__at.field("gate"), __visit);
                <__Probe<
                    Linear,
                >>::visit_field_mut(__field1, &__at.field("type"), __visit);
            }
        }
    }
}
#[automatically_derived]
impl ::nn_core::module::names::Names for Layer {
    const NAMES: &'static [::nn_core::module::names::Name] = {
        use ::nn_core::module::probe::Fallback as _;
        &[
            ::nn_core::module::names::name!(Linear),
            ::nn_core::module::names::name!("0", Linear),
            ::nn_core::module::names::name!("1", Linear),
            ::nn_core::module::names::name!("gate", Linear),
            ::nn_core::module::names::name!("type", Linear),
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
        "0",
        &::nn_core::module::probe::registered_fact!("Linear", Named, Linear, []),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "1",
        &::nn_core::module::probe::registered_fact!("Linear", Named, Linear, []),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "gate",
        &::nn_core::module::probe::registered_fact!("Linear", Named, Linear, []),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "type",
        &::nn_core::module::probe::registered_fact!("Linear", Named, Linear, []),
    );
};
