#[automatically_derived]
impl ::nn_core::Module for Identity {
    #[inline]
    fn visit(&self, at: &::nn_core::Path<'_>, visit: &mut ::nn_core::Visit<'_>) {
        let Self {} = self;
        visit.module(at, "Identity", &"", |_| {});
    }
    #[inline]
    fn visit_mut(
        &mut self,
        at: &::nn_core::Path<'_>,
        visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        let Self {} = self;
    }
}
const _: () = {
    struct __Derived;
    #[automatically_derived]
    impl ::nn_core::module::names::Names<__Derived> for Identity {
        const NAMES: &'static [::nn_core::module::names::Name] = {
            #[allow(unused_imports)]
            use ::nn_core::module::probe::Fallback as _;
            &[]
        };
    }
};
