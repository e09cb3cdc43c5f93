#[automatically_derived]
impl<T> ::nn_core::Module for Tagger<T>
where
    Vec<T>: ::nn_core::module::guard::ParameterFree,
    T: ::nn_core::module::guard::ParameterFree,
{
    #[inline]
    fn visit(&self, at: &::nn_core::Path<'_>, visit: &mut ::nn_core::Visit<'_>) {
        let Self { vocabulary: _, table: _, tags: _, activation: _ } = self;
        visit.module(at, "Tagger", &"", |_| {});
    }
    #[inline]
    fn visit_mut(
        &mut self,
        at: &::nn_core::Path<'_>,
        visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        let Self { vocabulary: _, table: _, tags: _, activation: _ } = self;
    }
}
#[automatically_derived]
impl<T> ::nn_core::module::names::Names for Tagger<T> {
    const NAMES: &'static [::nn_core::module::names::Name] = {
        #[allow(unused_imports)]
        use ::nn_core::module::probe::Fallback as _;
        &[]
    };
}
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::skipped(
        "vocabulary",
        &::nn_core::module::probe::fact!(
            deep "HashMap<String, usize>", false, HashMap < String, usize >,
            [::nn_core::module::probe::fact!(deep "String", false, String, []),
            ::nn_core::module::probe::fact!(deep "usize", false, usize, [])]
        ),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::skipped(
        "table",
        &::nn_core::module::probe::fact!(
            deep "Matrix<ROWS>", false, Matrix < ROWS >, [{ #[allow(unused_imports)] use
            ::nn_core::module::probe::constant:: *; #[allow(unused_imports)] use ROWS as
            Argument; ::nn_core::module::probe::fact!(deep "ROWS", false, Argument, [])
            }]
        ),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::skipped_because(
        "activation",
        &::nn_core::module::probe::fact!(
            deep "Box<dyn Fn(f32) -> f32>", false, Box < dyn Fn(f32) -> f32 >,
            [::nn_core::module::probe::fact!(deep "dyn Fn(f32) -> f32", true, dyn Fn(f32)
            -> f32, [])]
        ),
    );
};
