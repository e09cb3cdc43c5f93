const _: () = {
    use engine as __nn_core;
    #[automatically_derived]
    impl<K, M> __nn_core::Module for Branches<K, M>
    where
        K: Display,
        M: engine::Module,
    {
        #[inline]
        fn visit(&self, __at: &__nn_core::Path<'_>, __visit: &mut __nn_core::Visit<'_>) {
            let Self { branches: __field0 } = self;
            __visit
                .module(
                    __at,
                    "Branches",
                    &"",
                    |__visit| {
                        <BTreeMap<
                            K,
                            M,
                        > as __nn_core::Module>::visit(
                            __field0,
                            &__at.field("branches"),
                            __visit,
                        );
                    },
                );
        }
        #[inline]
        fn visit_mut(
            &mut self,
            __at: &__nn_core::Path<'_>,
            __visit: &mut __nn_core::VisitMut<'_>,
        ) {
            let Self { branches: __field0 } = self;
            <BTreeMap<
                K,
                M,
            > as __nn_core::Module>::visit_mut(
                __field0,
                &__at.field("branches"),
                __visit,
            );
        }
    }
    #[automatically_derived]
    impl<K, M> __nn_core::module::names::Names for Branches<K, M> {
        const NAMES: &'static [__nn_core::module::names::Name] = {
            use __nn_core::module::probe::Fallback as _;
            &[]
        };
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __shapes_of_Branches {
    ($($item:tt)*) => {
        engine::__followed! { { engine } { #[module(crate = "engine", bound =
        "K: Display, M: engine::Module")] struct Branches < K, M > { branches : BTreeMap
        < K, M >, } } $($item)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __shapes_of_Branches;
