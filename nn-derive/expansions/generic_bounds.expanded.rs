#[automatically_derived]
impl<M: Clone, U> ::nn_core::Module for Residual<M, U>
where
    U: Copy,
    M: ::nn_core::Module,
    U: ::nn_core::Module,
{
    #[inline]
    fn visit(&self, __at: &::nn_core::Path<'_>, __visit: &mut ::nn_core::Visit<'_>) {
        let Self { inner: __field0, blocks: __field1, scale: __field2 } = self;
        __visit
            .module(
                __at,
                "Residual",
                &"",
                |__visit| {
                    <M as ::nn_core::Module>::visit(
                        __field0,
                        &__at.field("inner"),
                        __visit,
                    );
                    <Vec<
                        Residual<M, U>,
                    > as ::nn_core::Module>::visit(
                        __field1,
                        &__at.field("blocks"),
                        __visit,
                    );
                    <U as ::nn_core::Module>::visit(
                        __field2,
                        &__at.field("scale"),
                        __visit,
                    );
                },
            );
    }
    #[inline]
    fn visit_mut(
        &mut self,
        __at: &::nn_core::Path<'_>,
        __visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        let Self { inner: __field0, blocks: __field1, scale: __field2 } = self;
        <M as ::nn_core::Module>::visit_mut(__field0, &__at.field("inner"), __visit);
        <Vec<
            Residual<M, U>,
        > as ::nn_core::Module>::visit_mut(__field1, &__at.field("blocks"), __visit);
        <U as ::nn_core::Module>::visit_mut(__field2, &__at.field("scale"), __visit);
    }
}
#[automatically_derived]
impl<M: Clone, U> ::nn_core::module::names::Names for Residual<M, U>
where
    U: Copy,
{
    const NAMES: &'static [::nn_core::module::names::Name] = {
        use ::nn_core::module::probe::Fallback as _;
        &[]
    };
}
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __shapes_of_Residual {
    ($($item:tt)*) => {
        ::nn_core::__followed! { { ::nn_core } { struct Residual < M : Clone, U = f32 >
        where U : Copy, { inner : M, blocks : Vec < Residual < M, U > >, scale : U, } }
        $($item)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __shapes_of_Residual;
