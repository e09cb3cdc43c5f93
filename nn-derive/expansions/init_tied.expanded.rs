///The spec of a [`Words`].
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
struct WordsSpec {
    ///The argument `words` of the constructor.
    words: usize,
    ///The argument `width` of the constructor.
    width: usize,
}
#[allow(dead_code)]
impl Words {
    /// The settings of a model, from which `init` makes one.
    const fn spec(words: usize, width: usize) -> WordsSpec {
        WordsSpec { words, width }
    }
    /**Makes the model, with initial values drawn from `rng`.

| field | made as |
|---|---|
| `encoder` | `shared(Embedding::spec(words, width))` |
| `decoder` | `tied(encoder)` |
| `width` | `width` |
*/
    #[track_caller]
    fn init(words: usize, width: usize, __rng: &mut impl ::nn_core::init::Rng) -> Self {
        ::nn_core::init::Init::init(&Self::spec(words, width), __rng)
    }
}
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl ::nn_core::init::Init for WordsSpec {
    type Module = Words;
    #[track_caller]
    #[allow(unused_variables, unused_assignments)]
    fn init(&self, __rng: &mut impl ::nn_core::init::Rng) -> Self::Module {
        #[allow(unused_imports)]
        use ::nn_core::init::Unchecked as _;
        self.__check_shapes();
        let Self { words, width } = *self;
        let __layer0 = ::nn_core::init::Init::init(
            &shared(Embedding::spec(words, width)),
            __rng,
        );
        let __layer1 = ::nn_core::init::Tie::tied((&__layer0,).0);
        let __layer2 = ::nn_core::init::Init::init(&width, __rng);
        Words {
            encoder: __layer0,
            decoder: __layer1,
            width: __layer2,
        }
    }
}
