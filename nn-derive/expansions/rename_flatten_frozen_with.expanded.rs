#[automatically_derived]
impl ::nn_core::Module for Net {
    #[inline]
    fn visit(&self, at: &::nn_core::Path<'_>, visit: &mut ::nn_core::Visit<'_>) {
        #[allow(unused_imports)]
        use ::nn_core::module::probe::Fallback as _;
        let Self { head: field0, body: field1, backbone: field2, cell: field3 } = self;
        visit
            .module(
                at,
                "Net",
                &"",
                |visit| {
                    <::nn_core::module::probe::Probe<
                        Linear,
                    >>::visit_field(field0, &at.field("fc"), visit);
                    <::nn_core::module::probe::Probe<
                        Body,
                    >>::visit_field(field1, at, visit);
                    <::nn_core::module::probe::Probe<
                        Linear,
                    >>::visit_field(field2, &at.field("backbone").frozen(), visit);
                    cells::visit(field3, &at.field("cell"), visit);
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
        let Self { head: field0, body: field1, backbone: field2, cell: field3 } = self;
        <::nn_core::module::probe::Probe<
            Linear,
        >>::visit_field_mut(field0, &at.field("fc"), visit);
        <::nn_core::module::probe::Probe<Body>>::visit_field_mut(field1, at, visit);
        <::nn_core::module::probe::Probe<
            Linear,
        >>::visit_field_mut(field2, &at.field("backbone").frozen(), visit);
        cells::visit_mut(field3, &at.field("cell"), visit);
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
                ::nn_core::module::names::name!("fc", Linear),
                ::nn_core::module::names::name!(Body),
                ::nn_core::module::names::name!("backbone", Linear),
                ::nn_core::module::names::Name::Field("cell"),
            ]
        };
    }
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
        "body",
        &::nn_core::module::probe::fact!("Body", Named, Body, []),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "backbone",
        &::nn_core::module::probe::fact!("Linear", Named, Linear, []),
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
            ("backbone", false, ::nn_core::module::names::name!("backbone", Linear)),
            ("cell", false, ::nn_core::module::names::Name::Field("cell")),
        ],
    );
};
