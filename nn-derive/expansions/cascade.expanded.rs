const _: () = {
    #[allow(clippy::pedantic)]
    const __FITS: bool = {
        let _ = |__item: &Net, __x: ::nn_core::Tensor<4>| {
            let __x = (__x,);
            match __item {
                Net {
                    conv: __layer0,
                    flatten: __layer1,
                    body: __layer2,
                    hidden: __layer3,
                    copies: __layer4,
                    head: __layer5,
                    ..
                } => {
                    let __x = (
                        <_ as ::nn_core::module::InputOf<
                            (Conv2d, Relu),
                        >>::pass(__x.0, __layer0),
                    );
                    let __x = (
                        <_ as ::nn_core::module::InputOf<
                            Flatten,
                        >>::pass(__x.0, __layer1),
                    );
                    let __x = (
                        <_ as ::nn_core::module::InputOf<
                            Frozen<Linear>,
                        >>::pass(__x.0, __layer2),
                    );
                    let __x = (
                        <_ as ::nn_core::module::InputOf<
                            Sequential<Vec<(Linear, Relu)>>,
                        >>::pass(__x.0, __layer3),
                    );
                    let __x = (
                        <_ as ::nn_core::module::InputOf<
                            Sequential<[Linear; 2]>,
                        >>::pass(__x.0, __layer4),
                    );
                    let __x = (
                        <_ as ::nn_core::module::InputOf<Linear>>::pass(__x.0, __layer5),
                    );
                    __x.0
                }
            }
        };
        true
    };
    #[automatically_derived]
    impl<
        __Input,
        __Output,
        __Passed0_0,
        __Passed0_1,
        __Passed0_2,
        __Passed0_3,
        __Passed0_4,
    > ::nn_core::module::Proved<__Input, true> for Net
    where
        ::nn_core::Tensor<4>: ::nn_core::module::SameType<__Input>,
        (Conv2d, Relu): ::nn_core::Forward<__Input, Output = __Passed0_0>,
        Flatten: ::nn_core::Forward<__Passed0_0, Output = __Passed0_1>,
        Frozen<Linear>: ::nn_core::Forward<__Passed0_1, Output = __Passed0_2>,
        Sequential<
            Vec<(Linear, Relu)>,
        >: ::nn_core::Forward<__Passed0_2, Output = __Passed0_3>,
        Sequential<[Linear; 2]>: ::nn_core::Forward<__Passed0_3, Output = __Passed0_4>,
        Linear: ::nn_core::Forward<__Passed0_4, Output = __Output>,
    {
        type Output = __Output;
        #[track_caller]
        fn run(&self, __x: __Input) -> __Output {
            let __x = <(
                Conv2d,
                Relu,
            ) as ::nn_core::Forward<_>>::forward(&self.conv, __x);
            let __x = <Flatten as ::nn_core::Forward<_>>::forward(&self.flatten, __x);
            let __x = <Frozen<
                Linear,
            > as ::nn_core::Forward<_>>::forward(&self.body, __x);
            let __x = <Sequential<
                Vec<(Linear, Relu)>,
            > as ::nn_core::Forward<_>>::forward(&self.hidden, __x);
            let __x = <Sequential<
                [Linear; 2],
            > as ::nn_core::Forward<_>>::forward(&self.copies, __x);
            let __x = <Linear as ::nn_core::Forward<_>>::forward(&self.head, __x);
            __x
        }
    }
    #[automatically_derived]
    impl ::nn_core::Forward<::nn_core::Tensor<4>> for Net {
        type Output = <Net as ::nn_core::module::Proved<
            ::nn_core::Tensor<4>,
            __FITS,
        >>::Output;
        #[track_caller]
        fn forward(&self, __x: ::nn_core::Tensor<4>) -> Self::Output {
            <Net as ::nn_core::module::Proved<
                ::nn_core::Tensor<4>,
                __FITS,
            >>::run(self, __x)
        }
    }
    impl NetSpec {
        /// The shape of a sample behind the model, without the batch; or which layer does not fit, and why.
        #[allow(unused_variables, clippy::pedantic)]
        pub const fn output_shape(
            &self,
            __shape: ::nn_core::shape::Shape,
        ) -> ::core::result::Result<::nn_core::shape::Shape, ::nn_core::shape::Message> {
            #[allow(unused_imports)]
            use ::nn_core::shape::KnowsShape as _;
            let _ = __FITS;
            let __is_declared = __shape.is(&::nn_core::shape::Shape::new(&[3, 8, 8]));
            let Self {} = *self;
            let __shape = match '__chain: {
                let __shape = match Conv2d::spec(3, 4, 3).output_shape((__shape,).0) {
                    ::core::result::Result::Ok(__next) => {
                        __next.of_batch(__shape.batch())
                    }
                    ::core::result::Result::Err(__message) => {
                        break '__chain ::core::result::Result::Err(
                            __message.inside("0"),
                        );
                    }
                };
                let __shape = match Relu.output_shape((__shape,).0) {
                    ::core::result::Result::Ok(__next) => {
                        __next.of_batch(__shape.batch())
                    }
                    ::core::result::Result::Err(__message) => {
                        break '__chain ::core::result::Result::Err(
                            __message.inside("1"),
                        );
                    }
                };
                ::core::result::Result::Ok(__shape)
            } {
                ::core::result::Result::Ok(__next) => __next.of_batch(__shape.batch()),
                ::core::result::Result::Err(__message) => {
                    return ::core::result::Result::Err(
                        __message.inside("conv").told(__is_declared),
                    );
                }
            };
            let __shape = match Flatten.output_shape((__shape,).0) {
                ::core::result::Result::Ok(__next) => __next.of_batch(__shape.batch()),
                ::core::result::Result::Err(__message) => {
                    return ::core::result::Result::Err(
                        __message.inside("flatten").told(__is_declared),
                    );
                }
            };
            let __shape = match Linear::to(6).output_shape((__shape,).0) {
                ::core::result::Result::Ok(__next) => __next.of_batch(__shape.batch()),
                ::core::result::Result::Err(__message) => {
                    return ::core::result::Result::Err(
                        __message.inside("body").told(__is_declared),
                    );
                }
            };
            let __shape = match {
                let mut __shape = __shape;
                let mut __at = 0usize;
                let mut __result = ::core::result::Result::Ok(__shape);
                while __at < 2 {
                    let _ = __at;
                    match '__chain: {
                        let __shape = match Linear::spec(6, 6).output_shape((__shape,).0)
                        {
                            ::core::result::Result::Ok(__next) => {
                                __next.of_batch(__shape.batch())
                            }
                            ::core::result::Result::Err(__message) => {
                                break '__chain ::core::result::Result::Err(
                                    __message.inside("0"),
                                );
                            }
                        };
                        let __shape = match Relu.output_shape((__shape,).0) {
                            ::core::result::Result::Ok(__next) => {
                                __next.of_batch(__shape.batch())
                            }
                            ::core::result::Result::Err(__message) => {
                                break '__chain ::core::result::Result::Err(
                                    __message.inside("1"),
                                );
                            }
                        };
                        ::core::result::Result::Ok(__shape)
                    } {
                        ::core::result::Result::Ok(__next) => {
                            if __next.is(&__shape) {
                                break;
                            }
                            __shape = __next.of_batch(__shape.batch());
                            __result = ::core::result::Result::Ok(__shape);
                        }
                        ::core::result::Result::Err(__message) => {
                            __result = ::core::result::Result::Err(
                                __message.inside_index(__at),
                            );
                            break;
                        }
                    }
                    __at += 1;
                }
                __result
            } {
                ::core::result::Result::Ok(__next) => __next.of_batch(__shape.batch()),
                ::core::result::Result::Err(__message) => {
                    return ::core::result::Result::Err(
                        __message.inside("hidden").told(__is_declared),
                    );
                }
            };
            let __shape = match {
                let mut __shape = __shape;
                let mut __at = 0usize;
                let mut __result = ::core::result::Result::Ok(__shape);
                while __at < 2 {
                    let _ = __at;
                    match Linear::spec(6, 6).output_shape((__shape,).0) {
                        ::core::result::Result::Ok(__next) => {
                            if __next.is(&__shape) {
                                break;
                            }
                            __shape = __next.of_batch(__shape.batch());
                            __result = ::core::result::Result::Ok(__shape);
                        }
                        ::core::result::Result::Err(__message) => {
                            __result = ::core::result::Result::Err(
                                __message.inside_index(__at),
                            );
                            break;
                        }
                    }
                    __at += 1;
                }
                __result
            } {
                ::core::result::Result::Ok(__next) => __next.of_batch(__shape.batch()),
                ::core::result::Result::Err(__message) => {
                    return ::core::result::Result::Err(
                        __message.inside("copies").told(__is_declared),
                    );
                }
            };
            let __shape = match Linear::spec(6, 2).output_shape((__shape,).0) {
                ::core::result::Result::Ok(__next) => __next.of_batch(__shape.batch()),
                ::core::result::Result::Err(__message) => {
                    return ::core::result::Result::Err(
                        __message.inside("head").told(__is_declared),
                    );
                }
            };
            ::core::result::Result::Ok(__shape)
        }
    }
    const __OUTPUT: ::nn_core::shape::Shape = {
        let _ = __FITS;
        ::nn_core::shape::Shape::new(&[2])
    };
    #[allow(unused_imports)]
    use ::nn_core::shape as __shapes;
    #[allow(unused_imports)]
    use ::nn_core::shape::KnowsShape as _;
    const __SHAPE: ::core::result::Result<
        ::nn_core::shape::Shape,
        ::nn_core::shape::Message,
    > = ::core::result::Result::Ok({
        let _ = __FITS;
        ::nn_core::shape::Shape::new(&[3, 8, 8])
    });
    const __SPEC0_0: () = {
        let _ = Conv2d::spec(3, 4, 3);
    };
    const __SHAPE0_0: ::core::result::Result<
        ::nn_core::shape::Shape,
        ::nn_core::shape::Message,
    > = {
        __SPEC0_0;
        match __SHAPE {
            ::core::result::Result::Ok(__shape) => {
                Conv2d::spec(3, 4, 3).output_shape((__shape,).0)
            }
            ::core::result::Result::Err(__message) => {
                ::core::result::Result::Err(__message)
            }
        }
    };
    const _: () = __shapes::report("conv.0", &__SHAPE, &__SHAPE0_0);
    const __SPEC0_1: () = {
        let _ = Relu;
    };
    const __SHAPE0_1: ::core::result::Result<
        ::nn_core::shape::Shape,
        ::nn_core::shape::Message,
    > = {
        __SPEC0_1;
        match __SHAPE0_0 {
            ::core::result::Result::Ok(__shape) => Relu.output_shape((__shape,).0),
            ::core::result::Result::Err(__message) => {
                ::core::result::Result::Err(__message)
            }
        }
    };
    const _: () = __shapes::report("conv.1", &__SHAPE0_0, &__SHAPE0_1);
    const __SPEC1_0: () = {
        let _ = Flatten;
    };
    const __SHAPE1_0: ::core::result::Result<
        ::nn_core::shape::Shape,
        ::nn_core::shape::Message,
    > = {
        __SPEC1_0;
        match __SHAPE0_1 {
            ::core::result::Result::Ok(__shape) => Flatten.output_shape((__shape,).0),
            ::core::result::Result::Err(__message) => {
                ::core::result::Result::Err(__message)
            }
        }
    };
    const _: () = __shapes::report("flatten", &__SHAPE0_1, &__SHAPE1_0);
    const __SPEC2_0: () = {
        let _ = Linear::to(6);
    };
    const __SHAPE2_0: ::core::result::Result<
        ::nn_core::shape::Shape,
        ::nn_core::shape::Message,
    > = {
        __SPEC2_0;
        match __SHAPE1_0 {
            ::core::result::Result::Ok(__shape) => {
                Linear::to(6).output_shape((__shape,).0)
            }
            ::core::result::Result::Err(__message) => {
                ::core::result::Result::Err(__message)
            }
        }
    };
    const _: () = __shapes::report("body", &__SHAPE1_0, &__SHAPE2_0);
    const __SPEC3_0: () = {};
    const __SHAPE3_0: ::core::result::Result<
        ::nn_core::shape::Shape,
        ::nn_core::shape::Message,
    > = {
        __SPEC3_0;
        match __SHAPE2_0 {
            ::core::result::Result::Ok(__shape) => {
                let mut __shape = __shape;
                let mut __at = 0usize;
                let mut __result = ::core::result::Result::Ok(__shape);
                while __at < 2 {
                    let _ = __at;
                    match '__chain: {
                        let __shape = match Linear::spec(6, 6).output_shape((__shape,).0)
                        {
                            ::core::result::Result::Ok(__next) => {
                                __next.of_batch(__shape.batch())
                            }
                            ::core::result::Result::Err(__message) => {
                                break '__chain ::core::result::Result::Err(
                                    __message.inside("0"),
                                );
                            }
                        };
                        let __shape = match Relu.output_shape((__shape,).0) {
                            ::core::result::Result::Ok(__next) => {
                                __next.of_batch(__shape.batch())
                            }
                            ::core::result::Result::Err(__message) => {
                                break '__chain ::core::result::Result::Err(
                                    __message.inside("1"),
                                );
                            }
                        };
                        ::core::result::Result::Ok(__shape)
                    } {
                        ::core::result::Result::Ok(__next) => {
                            if __next.is(&__shape) {
                                break;
                            }
                            __shape = __next.of_batch(__shape.batch());
                            __result = ::core::result::Result::Ok(__shape);
                        }
                        ::core::result::Result::Err(__message) => {
                            __result = ::core::result::Result::Err(
                                __message.inside_index(__at),
                            );
                            break;
                        }
                    }
                    __at += 1;
                }
                __result
            }
            ::core::result::Result::Err(__message) => {
                ::core::result::Result::Err(__message)
            }
        }
    };
    const _: () = __shapes::report("hidden", &__SHAPE2_0, &__SHAPE3_0);
    const __SPEC4_0: () = {};
    const __SHAPE4_0: ::core::result::Result<
        ::nn_core::shape::Shape,
        ::nn_core::shape::Message,
    > = {
        __SPEC4_0;
        match __SHAPE3_0 {
            ::core::result::Result::Ok(__shape) => {
                let mut __shape = __shape;
                let mut __at = 0usize;
                let mut __result = ::core::result::Result::Ok(__shape);
                while __at < 2 {
                    let _ = __at;
                    match Linear::spec(6, 6).output_shape((__shape,).0) {
                        ::core::result::Result::Ok(__next) => {
                            if __next.is(&__shape) {
                                break;
                            }
                            __shape = __next.of_batch(__shape.batch());
                            __result = ::core::result::Result::Ok(__shape);
                        }
                        ::core::result::Result::Err(__message) => {
                            __result = ::core::result::Result::Err(
                                __message.inside_index(__at),
                            );
                            break;
                        }
                    }
                    __at += 1;
                }
                __result
            }
            ::core::result::Result::Err(__message) => {
                ::core::result::Result::Err(__message)
            }
        }
    };
    const _: () = __shapes::report("copies", &__SHAPE3_0, &__SHAPE4_0);
    const __SPEC5_0: () = {
        let _ = Linear::spec(6, 2);
    };
    const __SHAPE5_0: ::core::result::Result<
        ::nn_core::shape::Shape,
        ::nn_core::shape::Message,
    > = {
        __SPEC5_0;
        match __SHAPE4_0 {
            ::core::result::Result::Ok(__shape) => {
                Linear::spec(6, 2).output_shape((__shape,).0)
            }
            ::core::result::Result::Err(__message) => {
                ::core::result::Result::Err(__message)
            }
        }
    };
    const _: () = __shapes::report("head", &__SHAPE4_0, &__SHAPE5_0);
    const _: () = ::nn_core::shape::declared(
        &__SHAPE5_0,
        &::nn_core::shape::Shape::new(&[2]),
    );
    impl Net {
        /// The shape of a sample of the output, without the batch.
        #[allow(dead_code)]
        const OUTPUT_SHAPE: [usize; __OUTPUT.rank()] = __OUTPUT.to_array();
    }
};
///The spec of a [`Net`].
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
struct NetSpec {}
#[allow(dead_code)]
impl Net {
    /// The settings of a model, from which `init` makes one.
    const fn spec() -> NetSpec {
        NetSpec {}
    }
    /**Makes the model, with initial values drawn from `rng`.

| field | made as |
|---|---|
| `conv` | `(Conv2d::spec(3, 4, 3), Relu)` |
| `flatten` | `Flatten` |
| `body` | `frozen(Linear::to(6))` |
| `hidden` | `Sequential(repeat(2, \|_\|(Linear::spec(6, 6), Relu)))` |
| `copies` | `Sequential([Linear::spec(6, 6); 2])` |
| `head` | `Linear::spec(6, 2)` |
*/
    #[track_caller]
    fn init(__rng: &mut impl ::nn_core::init::Rng) -> Self {
        ::nn_core::init::Init::init(&Self::spec(), __rng)
    }
}
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl ::nn_core::init::Init for NetSpec {
    type Module = Net;
    #[track_caller]
    #[allow(unused_variables, unused_assignments)]
    fn init(&self, __rng: &mut impl ::nn_core::init::Rng) -> Self::Module {
        let Self {} = *self;
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let mut __shape = ::nn_core::shape::Shape::new(&[3, 8, 8]);
        Net {
            conv: (
                {
                    let __module = ::nn_core::init::InitFor::init_for(
                        &Conv2d::spec(3, 4, 3),
                        __shape,
                        __rng,
                    );
                    __shape = ::nn_core::shape::checked(
                        "conv.0",
                        Conv2d::spec(3, 4, 3).output_shape((__shape,).0),
                    );
                    __module
                },
                {
                    let __module = ::nn_core::init::InitFor::init_for(
                        &Relu,
                        __shape,
                        __rng,
                    );
                    __shape = ::nn_core::shape::checked(
                        "conv.1",
                        Relu.output_shape((__shape,).0),
                    );
                    __module
                },
            ),
            flatten: {
                let __module = ::nn_core::init::InitFor::init_for(
                    &Flatten,
                    __shape,
                    __rng,
                );
                __shape = ::nn_core::shape::checked(
                    "flatten",
                    Flatten.output_shape((__shape,).0),
                );
                __module
            },
            body: ::nn_core::Frozen::new({
                let __module = ::nn_core::init::InitFor::init_for(
                    &Linear::to(6),
                    __shape,
                    __rng,
                );
                __shape = ::nn_core::shape::checked(
                    "body",
                    Linear::to(6).output_shape((__shape,).0),
                );
                __module
            }),
            hidden: Sequential({
                let mut __list = ::std::vec::Vec::new();
                for _ in 0..2 {
                    __list
                        .push((
                            {
                                let __module = ::nn_core::init::InitFor::init_for(
                                    &Linear::spec(6, 6),
                                    __shape,
                                    __rng,
                                );
                                __shape = ::nn_core::shape::checked(
                                    "hidden.0",
                                    Linear::spec(6, 6).output_shape((__shape,).0),
                                );
                                __module
                            },
                            {
                                let __module = ::nn_core::init::InitFor::init_for(
                                    &Relu,
                                    __shape,
                                    __rng,
                                );
                                __shape = ::nn_core::shape::checked(
                                    "hidden.1",
                                    Relu.output_shape((__shape,).0),
                                );
                                __module
                            },
                        ));
                }
                __list
            }),
            copies: Sequential(
                match <[_; 2] as ::core::convert::TryFrom<
                    ::std::vec::Vec<_>,
                >>::try_from({
                    let mut __list = ::std::vec::Vec::new();
                    for _ in 0..2 {
                        __list
                            .push({
                                let __module = ::nn_core::init::InitFor::init_for(
                                    &Linear::spec(6, 6),
                                    __shape,
                                    __rng,
                                );
                                __shape = ::nn_core::shape::checked(
                                    "copies",
                                    Linear::spec(6, 6).output_shape((__shape,).0),
                                );
                                __module
                            });
                    }
                    __list
                }) {
                    ::core::result::Result::Ok(__array) => __array,
                    ::core::result::Result::Err(_) => ::core::unreachable!(),
                },
            ),
            head: {
                let __module = ::nn_core::init::InitFor::init_for(
                    &Linear::spec(6, 2),
                    __shape,
                    __rng,
                );
                __shape = ::nn_core::shape::checked(
                    "head",
                    Linear::spec(6, 2).output_shape((__shape,).0),
                );
                __module
            },
        }
    }
}
