#[automatically_derived]
impl ::nn_core::Module for Identity {
    #[inline]
    fn visit(&self, __at: &::nn_core::Path<'_>, __visit: &mut ::nn_core::Visit<'_>) {
        let Self {} = self;
        __visit.module(__at, "Identity", &"", |_| {});
    }
    #[inline]
    fn visit_mut(
        &mut self,
        __at: &::nn_core::Path<'_>,
        __visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        let Self {} = self;
    }
}
#[automatically_derived]
impl ::nn_core::module::names::Names for Identity {
    const NAMES: &'static [::nn_core::module::names::Name] = {
        use ::nn_core::module::probe::Fallback as _;
        &[]
    };
}
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __shapes_of_Identity {
    ($($item:tt)*) => {
        ::nn_core::__followed! { { ::nn_core } { struct Identity; } $($item)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __shapes_of_Identity;
