#[automatically_derived]
impl<M: Clone, U> ::nn_core::Module for Residual<M, U>
where
    U: Copy,
    M: ::nn_core::Module,
    U: ::nn_core::Module,
{
    #[inline]
    fn visit(&self, at: &::nn_core::Path<'_>, visit: &mut ::nn_core::Visit<'_>) {
        let Self { inner: field0, blocks: field1, scale: field2 } = self;
        visit
            .module(
                at,
                "Residual",
                &"",
                |visit| {
                    <M as ::nn_core::Module>::visit(field0, &at.field("inner"), visit);
                    <Vec<
                        Residual<M, U>,
                    > as ::nn_core::Module>::visit(field1, &at.field("blocks"), visit);
                    <U as ::nn_core::Module>::visit(field2, &at.field("scale"), visit);
                },
            );
    }
    #[inline]
    fn visit_mut(
        &mut self,
        at: &::nn_core::Path<'_>,
        visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        let Self { inner: field0, blocks: field1, scale: field2 } = self;
        <M as ::nn_core::Module>::visit_mut(field0, &at.field("inner"), visit);
        <Vec<
            Residual<M, U>,
        > as ::nn_core::Module>::visit_mut(field1, &at.field("blocks"), visit);
        <U as ::nn_core::Module>::visit_mut(field2, &at.field("scale"), visit);
    }
}
const _: () = {
    struct __Derived;
    #[automatically_derived]
    impl<M: Clone, U> ::nn_core::module::names::Names<__Derived> for Residual<M, U>
    where
        U: Copy,
    {
        const NAMES: &'static [::nn_core::module::names::Name] = {
            #[allow(unused_imports)]
            use ::nn_core::module::probe::Fallback as _;
            &[]
        };
    }
};
