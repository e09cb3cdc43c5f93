#[automatically_derived]
impl<const N: usize> ::nn_core::Module for Stack<N> {
    #[inline]
    fn visit(&self, __at: &::nn_core::Path<'_>, __visit: &mut ::nn_core::Visit<'_>) {
        use ::nn_core::module::probe::{Fallback as _, Probe as __Probe};
        let Self { layers: __field0, sizes: _ } = self;
        __visit
            .module(
                __at,
                "Stack",
                &"",
                |__visit| {
                    <__Probe<
                        [Linear; N],
                    >>::visit_field(__field0, &__at.field("layers"), __visit);
                },
            );
    }
    #[inline]
    fn visit_mut(
        &mut self,
        __at: &::nn_core::Path<'_>,
        __visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        use ::nn_core::module::probe::{Fallback as _, Probe as __Probe};
        let Self { layers: __field0, sizes: _ } = self;
        <__Probe<
            [Linear; N],
        >>::visit_field_mut(__field0, &__at.field("layers"), __visit);
    }
}
#[automatically_derived]
impl<const N: usize> ::nn_core::module::names::Names for Stack<N> {
    const NAMES: &'static [::nn_core::module::names::Name] = {
        use ::nn_core::module::probe::Fallback as _;
        &[::nn_core::module::names::name!("layers", [Linear; N])]
    };
}
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    #[allow(dead_code, non_upper_case_globals)]
    const N: usize = <usize as ::nn_core::module::probe::Constant>::ANY;
    ::nn_core::module::probe::registered(
        "layers",
        &::nn_core::module::probe::registered_fact!(
            "[Linear; N]", Named, [Linear; N], [("Linear", Named, Linear, [])]
        ),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    #[allow(dead_code, non_upper_case_globals)]
    const N: usize = <usize as ::nn_core::module::probe::Constant>::ANY;
    ::nn_core::module::probe::skipped(
        "sizes",
        &::nn_core::module::probe::skipped_fact!(
            "[usize; N]", Named, [usize; N], [("usize", Named, usize, [])]
        ),
    );
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __shapes_of_Stack {
    ($($item:tt)*) => {
        ::nn_core::__followed! { { ::nn_core } { struct Stack < const N : usize > {
        layers : [Linear; N], #[module(skip)] sizes : [usize; N], } } $($item)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __shapes_of_Stack;
