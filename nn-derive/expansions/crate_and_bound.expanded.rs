#[automatically_derived]
impl<K, M> engine::Module for Branches<K, M>
where
    K: Display,
    M: engine::Module,
{
    #[inline]
    fn visit(&self, at: &engine::Path<'_>, visit: &mut engine::Visit<'_>) {
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
                    > as engine::Module>::visit(field0, &at.field("branches"), visit);
                },
            );
    }
    #[inline]
    fn visit_mut(&mut self, at: &engine::Path<'_>, visit: &mut engine::VisitMut<'_>) {
        let Self { branches: field0 } = self;
        <BTreeMap<
            K,
            M,
        > as engine::Module>::visit_mut(field0, &at.field("branches"), visit);
    }
}
#[automatically_derived]
impl<K, M> engine::module::names::Names for Branches<K, M> {
    const NAMES: &'static [engine::module::names::Name] = {
        #[allow(unused_imports)]
        use engine::module::probe::Fallback as _;
        &[]
    };
}
