const _: () = {
    use engine as nn_core_of_derive;
    #[automatically_derived]
    impl<K, M> nn_core_of_derive::Module for Branches<K, M>
    where
        K: Display,
        M: engine::Module,
    {
        #[inline]
        fn visit(
            &self,
            at: &nn_core_of_derive::Path<'_>,
            visit: &mut nn_core_of_derive::Visit<'_>,
        ) {
            let Self { branches: field0 } = self;
            visit
                .module(
                    at,
                    "Branches",
                    &"",
                    |visit| {
                        <BTreeMap<
                            K,
                            M,
                        > as nn_core_of_derive::Module>::visit(
                            field0,
                            &at.field("branches"),
                            visit,
                        );
                    },
                );
        }
        #[inline]
        fn visit_mut(
            &mut self,
            at: &nn_core_of_derive::Path<'_>,
            visit: &mut nn_core_of_derive::VisitMut<'_>,
        ) {
            let Self { branches: field0 } = self;
            <BTreeMap<
                K,
                M,
            > as nn_core_of_derive::Module>::visit_mut(
                field0,
                &at.field("branches"),
                visit,
            );
        }
    }
    const _: () = {
        struct __Derived;
        #[automatically_derived]
        impl<K, M> nn_core_of_derive::module::names::Names<__Derived>
        for Branches<K, M> {
            const NAMES: &'static [nn_core_of_derive::module::names::Name] = {
                #[allow(unused_imports)]
                use nn_core_of_derive::module::probe::Fallback as _;
                &[]
            };
        }
    };
};
