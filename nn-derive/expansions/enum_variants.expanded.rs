#[automatically_derived]
impl ::nn_core::Module for Layer {
    #[inline]
    fn visit(&self, at: &::nn_core::Path<'_>, visit: &mut ::nn_core::Visit<'_>) {
        #[allow(unused_imports)]
        use ::nn_core::module::probe::Fallback as _;
        match self {
            Self::Identity {} => {
                visit.module(at, "Layer::Identity", &"", |_| {});
            }
            Self::Dense { 0: field0 } => {
                <::nn_core::module::probe::Probe<
                    Linear,
                >>::visit_field(field0, at, visit);
            }
            Self::Pair { 0: field0, 1: field1 } => {
                visit
                    .module(
                        at,
                        "Layer::Pair",
                        &"",
                        |visit| {
                            <::nn_core::module::probe::Probe<
                                Linear,
                            >>::visit_field(field0, &at.index(0), visit);
                            <::nn_core::module::probe::Probe<
                                Linear,
                            >>::visit_field(field1, &at.index(1), visit);
                        },
                    );
            }
            Self::Gated { gate: field0, r#type: field1 } => {
                visit
                    .module(
                        at,
                        "Layer::Gated",
                        &"",
                        |visit| {
                            <::nn_core::module::probe::Probe<
                                Linear,
                            >>::visit_field(field0, &at.field("gate"), visit);
                            <::nn_core::module::probe::Probe<
                                Linear,
                            >>::visit_field(field1, &at.field("type"), visit);
                        },
                    );
            }
        }
    }
    #[inline]
    fn visit_mut(
        &mut self,
        at: &::nn_core::Path<'_>,
        visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        #[allow(unused_imports)]
        use ::nn_core::module::probe::Fallback as _;
        match self {
            Self::Identity {} => {}
            Self::Dense { 0: field0 } => {
                <::nn_core::module::probe::Probe<
                    Linear,
                >>::visit_field_mut(field0, at, visit);
            }
            Self::Pair { 0: field0, 1: field1 } => {
                <::nn_core::module::probe::Probe<
                    Linear,
                >>::visit_field_mut(field0, &at.index(0), visit);
                <::nn_core::module::probe::Probe<
                    Linear,
                >>::visit_field_mut(field1, &at.index(1), visit);
            }
            Self::Gated { gate: field0, r#type: field1 } => {
                <::nn_core::module::probe::Probe<
                    Linear,
                >>::visit_field_mut(field0, &at.field("gate"), visit);
                <::nn_core::module::probe::Probe<
                    Linear,
                >>::visit_field_mut(field1, &at.field("type"), visit);
            }
        }
    }
}
const _: () = {
    struct __Derived;
    #[automatically_derived]
    impl ::nn_core::module::names::Names<__Derived> for Layer {
        const NAMES: &'static [::nn_core::module::names::Name] = {
            #[allow(unused_imports)]
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
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "0",
        &::nn_core::module::probe::fact!("Linear", Named, Linear, []),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "0",
        &::nn_core::module::probe::fact!("Linear", Named, Linear, []),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "1",
        &::nn_core::module::probe::fact!("Linear", Named, Linear, []),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "gate",
        &::nn_core::module::probe::fact!("Linear", Named, Linear, []),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "type",
        &::nn_core::module::probe::fact!("Linear", Named, Linear, []),
    );
};
