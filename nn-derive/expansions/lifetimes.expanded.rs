#[automatically_derived]
impl<'a> ::nn_core::Module for Borrowed<'a> {
    #[inline]
    fn visit(&self, at: &::nn_core::Path<'_>, visit: &mut ::nn_core::Visit<'_>) {
        #[allow(unused_imports)]
        use ::nn_core::module::probe::Fallback as _;
        let Self { name: field0, table: _, head: field2 } = self;
        visit
            .module(
                at,
                "Borrowed",
                &"",
                |visit| {
                    <::nn_core::module::probe::Probe<
                        &'a str,
                    >>::visit_field(field0, &at.field("name"), visit);
                    <::nn_core::module::probe::Probe<
                        Linear,
                    >>::visit_field(field2, &at.field("head"), visit);
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
        let Self { name: field0, table: _, head: field2 } = self;
        <::nn_core::module::probe::Probe<
            &'a str,
        >>::visit_field_mut(field0, &at.field("name"), visit);
        <::nn_core::module::probe::Probe<
            Linear,
        >>::visit_field_mut(field2, &at.field("head"), visit);
    }
}
const _: () = {
    struct __Derived;
    #[automatically_derived]
    impl<'a> ::nn_core::module::names::Names<__Derived> for Borrowed<'a> {
        const NAMES: &'static [::nn_core::module::names::Name] = {
            #[allow(unused_imports)]
            use ::nn_core::module::probe::Fallback as _;
            &[
                ::nn_core::module::names::name!("name", & 'a str),
                ::nn_core::module::names::name!("head", Linear),
            ]
        };
    }
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::registered(
        "name",
        &::nn_core::module::probe::fact!(
            "&'a str", Named, & 'static str, [::nn_core::module::probe::fact!("str",
            Named, str, [])]
        ),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::skipped(
        "table",
        &::nn_core::module::probe::fact!(
            "&'a [usize]", Named, & 'static [usize],
            [::nn_core::module::probe::fact!("[usize]", Slice, [usize],
            [::nn_core::module::probe::fact!("usize", Named, usize, [])])]
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
