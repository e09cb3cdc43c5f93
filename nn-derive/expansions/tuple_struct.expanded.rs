#[automatically_derived]
impl ::nn_core::Module for Pair {
    #[inline]
    fn visit(&self, at: &::nn_core::Path<'_>, visit: &mut ::nn_core::Visit<'_>) {
        #[allow(unused_imports)]
        use ::nn_core::module::probe::Fallback as _;
        let Self { 0: field0, 1: field1 } = self;
        visit
            .module(
                at,
                "Pair",
                &"",
                |visit| {
                    <::nn_core::module::probe::Probe<
                        Linear,
                    >>::visit_field(field0, &at.index(0), visit);
                    <::nn_core::module::probe::Probe<
                        Option<Linear>,
                    >>::visit_field(field1, &at.index(1), visit);
                },
            );
    }
    #[inline]
    fn visit_mut(
        &mut self,
        at: &::nn_core::Path<'_>,
        visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        #[allow(unused_imports)]
        use ::nn_core::module::probe::Fallback as _;
        let Self { 0: field0, 1: field1 } = self;
        <::nn_core::module::probe::Probe<
            Linear,
        >>::visit_field_mut(field0, &at.index(0), visit);
        <::nn_core::module::probe::Probe<
            Option<Linear>,
        >>::visit_field_mut(field1, &at.index(1), visit);
    }
}
const _: () = {
    struct __Derived;
    #[automatically_derived]
    impl ::nn_core::module::names::Names<__Derived> for Pair {
        const NAMES: &'static [::nn_core::module::names::Name] = {
            #[allow(unused_imports)]
            use ::nn_core::module::probe::Fallback as _;
            &[
                ::nn_core::module::names::name!("0", Linear),
                ::nn_core::module::names::name!("1", Option < Linear >),
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
        "1",
        &::nn_core::module::probe::fact!(
            "Option<Linear>", Named, Option < Linear >,
            [::nn_core::module::probe::fact!("Linear", Named, Linear, [])]
        ),
    );
};
