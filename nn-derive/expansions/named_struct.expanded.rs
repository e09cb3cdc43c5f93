#[automatically_derived]
impl ::nn_core::Module for Net {
    #[inline]
    fn visit(&self, at: &::nn_core::Path<'_>, visit: &mut ::nn_core::Visit<'_>) {
        #[allow(unused_imports)]
        use ::nn_core::module::probe::Fallback as _;
        let Self { hidden: field0, head: field1, width: field2 } = self;
        visit
            .module(
                at,
                "Net",
                &"",
                |visit| {
                    <::nn_core::module::probe::Probe<
                        Vec<Linear>,
                    >>::visit_field(field0, &at.field("hidden"), visit);
                    <::nn_core::module::probe::Probe<
                        Linear,
                    >>::visit_field(field1, &at.field("head"), visit);
                    <::nn_core::module::probe::Probe<
                        usize,
                    >>::visit_field(field2, &at.field("width"), visit);
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
        let Self { hidden: field0, head: field1, width: field2 } = self;
        <::nn_core::module::probe::Probe<
            Vec<Linear>,
        >>::visit_field_mut(field0, &at.field("hidden"), visit);
        <::nn_core::module::probe::Probe<
            Linear,
        >>::visit_field_mut(field1, &at.field("head"), visit);
        <::nn_core::module::probe::Probe<
            usize,
        >>::visit_field_mut(field2, &at.field("width"), visit);
    }
}
const _: () = {
    struct __Derived;
    #[automatically_derived]
    impl ::nn_core::module::names::Names<__Derived> for Net {
        const NAMES: &'static [::nn_core::module::names::Name] = {
            #[allow(unused_imports)]
            use ::nn_core::module::probe::Fallback as _;
            &[
                ::nn_core::module::names::name!("hidden", Vec < Linear >),
                ::nn_core::module::names::name!("head", Linear),
                ::nn_core::module::names::name!("width", usize),
            ]
        };
    }
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "hidden",
        &::nn_core::module::probe::fact!(
            "Vec<Linear>", Named, Vec < Linear >,
            [::nn_core::module::probe::fact!("Linear", Named, Linear, [])]
        ),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "head",
        &::nn_core::module::probe::fact!("Linear", Named, Linear, []),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "width",
        &::nn_core::module::probe::fact!("usize", Named, usize, []),
    );
};
