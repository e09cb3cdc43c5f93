#[automatically_derived]
impl<M, __Input, __Output, __Passed0_0> ::nn_core::Forward<__Input> for Net<M>
where
    Tensor<2>: ::nn_core::module::SameType<__Input>,
    M: ::nn_core::Forward<__Input, Output = __Passed0_0>,
    Linear: ::nn_core::Forward<__Passed0_0, Output = __Output>,
{
    type Output = __Output;
    #[track_caller]
    fn forward(&self, __x: __Input) -> __Output {
        let __x = <M as ::nn_core::Forward<_>>::forward(&self.inner, __x);
        let __x = <Linear as ::nn_core::Forward<_>>::forward(&self.head, __x);
        __x
    }
}
///The spec of a [`Net`].
struct NetSpec<M, __Spec0: Init<Module = M>> {
    ///The argument `inner` of the constructor.
    inner: __Spec0,
    ///The argument `inputs` of the constructor.
    inputs: usize,
    ///The argument `width` of the constructor.
    width: usize,
    __of: ::core::marker::PhantomData<fn() -> (*const M,)>,
}
#[automatically_derived]
impl<M, __Spec0: Init<Module = M>> ::core::clone::Clone for NetSpec<M, __Spec0>
where
    __Spec0: ::core::clone::Clone,
{
    fn clone(&self) -> Self {
        Self {
            inner: ::core::clone::Clone::clone(&self.inner),
            inputs: ::core::clone::Clone::clone(&self.inputs),
            width: ::core::clone::Clone::clone(&self.width),
            __of: ::core::marker::PhantomData,
        }
    }
}
#[automatically_derived]
impl<M, __Spec0: Init<Module = M>> ::core::marker::Copy for NetSpec<M, __Spec0>
where
    __Spec0: ::core::marker::Copy,
    for<'any> __Spec0: ::core::marker::Copy,
{}
#[automatically_derived]
impl<M, __Spec0: Init<Module = M>> ::core::fmt::Debug for NetSpec<M, __Spec0>
where
    __Spec0: ::core::fmt::Debug,
{
    fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        __f.debug_struct("NetSpec")
            .field("inner", &self.inner)
            .field("inputs", &self.inputs)
            .field("width", &self.width)
            .finish()
    }
}
#[allow(dead_code)]
impl<M> Net<M> {
    /// The settings of a model, from which `init` makes one.
    const fn spec<__Spec0: Init<Module = M>>(
        inner: __Spec0,
        inputs: usize,
        width: usize,
    ) -> NetSpec<M, __Spec0> {
        NetSpec {
            inner,
            inputs,
            width,
            __of: ::core::marker::PhantomData,
        }
    }
    /**Makes the model, with initial values drawn from `rng`.

| field | made as |
|---|---|
| `inner` | `inner` |
| `head` | `Linear::spec(inputs, width)` |
| `width` | `width` |
*/
    #[track_caller]
    fn init<__Spec0: Init<Module = M>>(
        inner: __Spec0,
        inputs: usize,
        width: usize,
        __rng: &mut impl ::nn_core::init::Rng,
    ) -> Self
    where
        __Spec0: ::core::clone::Clone,
    {
        ::nn_core::init::Init::init(&Self::spec(inner, inputs, width), __rng)
    }
}
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl<M, __Spec0: Init<Module = M>> ::nn_core::init::Init for NetSpec<M, __Spec0>
where
    __Spec0: ::core::clone::Clone,
{
    type Module = Net<M>;
    #[track_caller]
    #[allow(unused_variables, unused_assignments)]
    fn init(&self, __rng: &mut impl ::nn_core::init::Rng) -> Self::Module {
        let inner = ::core::clone::Clone::clone(&self.inner);
        let inputs = ::core::clone::Clone::clone(&self.inputs);
        let width = ::core::clone::Clone::clone(&self.width);
        Net {
            inner: ::nn_core::init::Init::init(&inner, __rng),
            head: ::nn_core::init::Init::init(&Linear::spec(inputs, width), __rng),
            width: ::nn_core::init::Init::init(&width, __rng),
        }
    }
}
