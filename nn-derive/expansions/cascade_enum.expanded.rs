const _: () = {
    #[allow(clippy::pedantic)]
    const __FITS: bool = {
        let _ = |__item: &Activation, __x: Tensor<1>| {
            let __x = (__x,);
            match __item {
                Activation::Relu { 0: __layer0, .. } => {
                    let __x = (
                        <_ as ::nn_core::module::InputOf<Relu>>::pass(__x.0, __layer0),
                    );
                    __x.0
                }
                Activation::Gated { gate: __layer0, sigmoid: __layer1, .. } => {
                    let __x = (
                        <_ as ::nn_core::module::InputOf<Linear>>::pass(__x.0, __layer0),
                    );
                    let __x = (
                        <_ as ::nn_core::module::InputOf<
                            Sigmoid,
                        >>::pass(__x.0, __layer1),
                    );
                    __x.0
                }
                Activation::Identity { .. } => __x.0,
            }
        };
        true
    };
    #[automatically_derived]
    impl<__Input, __Passed1_0> ::nn_core::module::Proved<__Input, true> for Activation
    where
        Tensor<1>: ::nn_core::module::SameType<__Input>,
        Relu: ::nn_core::Forward<__Input, Output = __Input>,
        Linear: ::nn_core::Forward<__Input, Output = __Passed1_0>,
        Sigmoid: ::nn_core::Forward<__Passed1_0, Output = __Input>,
    {
        type Output = __Input;
        #[track_caller]
        fn run(&self, __x: __Input) -> __Input {
            match self {
                Self::Relu { 0: __layer0, .. } => {
                    let __x = <Relu as ::nn_core::Forward<_>>::forward(__layer0, __x);
                    __x
                }
                Self::Gated { gate: __layer0, sigmoid: __layer1, .. } => {
                    let __x = <Linear as ::nn_core::Forward<_>>::forward(__layer0, __x);
                    let __x = <Sigmoid as ::nn_core::Forward<_>>::forward(__layer1, __x);
                    __x
                }
                Self::Identity { .. } => __x,
            }
        }
    }
    #[automatically_derived]
    impl ::nn_core::Forward<Tensor<1>> for Activation {
        type Output = <Activation as ::nn_core::module::Proved<
            Tensor<1>,
            __FITS,
        >>::Output;
        #[track_caller]
        fn forward(&self, __x: Tensor<1>) -> Self::Output {
            <Activation as ::nn_core::module::Proved<Tensor<1>, __FITS>>::run(self, __x)
        }
    }
};
