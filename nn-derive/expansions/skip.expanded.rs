#[automatically_derived]
impl<T> ::nn_core::Module for Tagger<T>
where
    Vec<T>: ::nn_core::module::guard::ParameterFree,
    T: ::nn_core::module::guard::ParameterFree,
{
    #[inline]
    fn visit(&self, __at: &::nn_core::Path<'_>, __visit: &mut ::nn_core::Visit<'_>) {
        let Self { vocabulary: _, table: _, tags: _, activation: _ } = self;
        __visit.module(__at, "Tagger", &"", |_| {});
    }
    #[inline]
    fn visit_mut(
        &mut self,
        __at: &::nn_core::Path<'_>,
        __visit: &mut ::nn_core::VisitMut<'_>,
    ) {
        let Self { vocabulary: _, table: _, tags: _, activation: _ } = self;
    }
}
#[automatically_derived]
impl<T> ::nn_core::module::names::Names for Tagger<T> {
    const NAMES: &'static [::nn_core::module::names::Name] = {
        use ::nn_core::module::probe::Fallback as _;
        &[]
    };
}
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::skipped(
        "vocabulary",
        &::nn_core::module::probe::skipped_fact!(
            "HashMap<String, usize>", Named, HashMap < String, usize >, [("String",
            Named, String, []), ("usize", Named, usize, [])]
        ),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::skipped(
        "table",
        &::nn_core::module::probe::skipped_fact!(
            "Matrix<ROWS>", Named, Matrix < ROWS >, [({ #[allow(unused_imports)] use
            ::nn_core::module::probe::constant:: *; #[allow(unused_imports)] use ROWS as
            __Argument; ::nn_core::module::probe::skipped_fact!("ROWS", Named,
            __Argument, []) })]
        ),
    );
};
const _: () = {
    use ::nn_core::module::probe::Fallback as _;
    ::nn_core::module::probe::skipped_because(
        "activation",
        &::nn_core::module::probe::skipped_fact!(
            "Box<dyn Fn(f32) -> f32>", Named, Box < dyn Fn(f32) -> f32 >,
            [("dyn Fn(f32) -> f32", Closure, dyn Fn(f32) -> f32, [])]
        ),
    );
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __shapes_of_Tagger {
    ($($item:tt)*) => {
        ::nn_core::__followed! { { ::nn_core } { struct Tagger < T > { #[module(skip)]
        vocabulary : HashMap < String, usize >, #[module(skip)] table : Matrix < ROWS >,
        #[module(skip)] tags : Vec < T >, #[module(skip = "captures no layer")]
        activation : Box < dyn Fn(f32) -> f32 >, } } $($item)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __shapes_of_Tagger;
