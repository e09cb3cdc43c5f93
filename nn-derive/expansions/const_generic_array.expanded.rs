#[automatically_derived]
impl<const N: usize> ::nn_core::Module for Stack<N> {
    #[inline]
    fn visit(&self, at: &::nn_core::Path<'_>, visit: &mut ::nn_core::Visit<'_>) {
        ::nn_core::module::guard::parameter_free::<[usize; N]>();
        const {
            use ::nn_core::module::probe::Fallback as _;
            ::nn_core::module::probe::skipped(
                "sizes",
                &::nn_core::module::probe::fact!(
                    deep "[usize; N]", false, [usize; N],
                    [::nn_core::module::probe::fact!(deep "usize", false, usize, [])]
                ),
            );
        };
        let Self { layers: field0, sizes: _ } = self;
        visit
            .module(
                at,
                "Stack",
                &"",
                |visit| {
                    <[Linear; N] as ::nn_core::Module>::visit(
                        field0,
                        &at.field("layers"),
                        visit,
                    );
                },
            );
    }
    #[inline]
    fn visit_mut(
        &mut self,
        at: &::nn_core::Path<'_>,
        visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        let Self { layers: field0, sizes: _ } = self;
        <[Linear; N] as ::nn_core::Module>::visit_mut(
            field0,
            &at.field("layers"),
            visit,
        );
    }
}
#[automatically_derived]
impl<const N: usize> ::nn_core::module::names::Names for Stack<N> {
    const NAMES: &'static [::nn_core::module::names::Name] = {
        #[allow(unused_imports)]
        use ::nn_core::module::probe::Fallback as _;
        &[::nn_core::module::names::name!("layers", [Linear; N])]
    };
}
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::skipped(
        "sizes",
        &::nn_core::module::probe::fact!(deep "usize", false, usize, []),
    );
};
