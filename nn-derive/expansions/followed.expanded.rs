#[doc(hidden)]
#[allow(
    warnings,
    clippy::all,
    clippy::pedantic,
    arithmetic_overflow,
    unconditional_panic
)]
const _: () = {
    use ::nn_core::shape::follow as __follow;
    #[allow(unused_imports)]
    use ::nn_core::shape::KnowsShape as _;
    #[track_caller]
    const fn __asks8(__spec: &NetSpec, __shape: __follow::Shape) -> __follow::Made {
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let NetSpec { width } = *__spec;
        Dropout::spec(0.5).output_shape((__shape,).0)
    }
    #[track_caller]
    const fn __asks3(
        __spec: &NetSpec,
        __index0: usize,
        __shape: __follow::Shape,
    ) -> __follow::Made {
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let NetSpec { width } = *__spec;
        let i = __index0;
        Linear::spec(width, width).output_shape((__shape,).0)
    }
    #[track_caller]
    const fn __asks5(
        __spec: &NetSpec,
        __index0: usize,
        __shape: __follow::Shape,
    ) -> __follow::Made {
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let NetSpec { width } = *__spec;
        let i = __index0;
        Relu.output_shape((__shape,).0)
    }
    #[track_caller]
    const fn __asks0(__spec: &NetSpec, __shape: __follow::Shape) -> __follow::Made {
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let NetSpec { width } = *__spec;
        Linear::spec(width, width).output_shape((__shape,).0)
    }
    #[track_caller]
    const fn __layer9(__spec: &NetSpec, __x: __follow::Shape) -> __follow::Made {
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let NetSpec { width } = *__spec;
        let __of_whole = __asks8(__spec, __x);
        let __of_sample = if __x.rank() > 1 {
            __asks8(__spec, __follow::sample(__x))
        } else {
            __of_whole
        };
        match __follow::layer(__x, __of_sample, __of_whole) {
            ::core::result::Result::Err(__message) => {
                ::core::result::Result::Err(__message.inside("dropout"))
            }
            __made => __made,
        }
    }
    #[track_caller]
    const fn __layer4(
        __spec: &NetSpec,
        __index0: usize,
        __x: __follow::Shape,
    ) -> __follow::Made {
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let NetSpec { width } = *__spec;
        let i = __index0;
        let __of_whole = __asks3(__spec, __index0, __x);
        let __of_sample = if __x.rank() > 1 {
            __asks3(__spec, __index0, __follow::sample(__x))
        } else {
            __of_whole
        };
        match __follow::layer(__x, __of_sample, __of_whole) {
            ::core::result::Result::Err(__message) => {
                ::core::result::Result::Err(
                    __message.inside("0").inside_index(__index0).inside("layers"),
                )
            }
            __made => __made,
        }
    }
    #[track_caller]
    const fn __layer6(
        __spec: &NetSpec,
        __index0: usize,
        __x: __follow::Shape,
    ) -> __follow::Made {
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let NetSpec { width } = *__spec;
        let i = __index0;
        let __of_whole = __asks5(__spec, __index0, __x);
        let __of_sample = if __x.rank() > 1 {
            __asks5(__spec, __index0, __follow::sample(__x))
        } else {
            __of_whole
        };
        match __follow::layer(__x, __of_sample, __of_whole) {
            ::core::result::Result::Err(__message) => {
                ::core::result::Result::Err(
                    __message.inside("1").inside_index(__index0).inside("layers"),
                )
            }
            __made => __made,
        }
    }
    #[track_caller]
    const fn __layer1(__spec: &NetSpec, __x: __follow::Shape) -> __follow::Made {
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let NetSpec { width } = *__spec;
        let __of_whole = __asks0(__spec, __x);
        let __of_sample = if __x.rank() > 1 {
            __asks0(__spec, __follow::sample(__x))
        } else {
            __of_whole
        };
        match __follow::layer(__x, __of_sample, __of_whole) {
            ::core::result::Result::Err(__message) => {
                ::core::result::Result::Err(__message.inside("stem"))
            }
            __made => __made,
        }
    }
    #[track_caller]
    const fn __len2(__spec: &NetSpec) -> usize {
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let NetSpec { width } = *__spec;
        3
    }
    #[track_caller]
    const fn __setting10(__spec: &NetSpec) -> bool {
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let NetSpec { width } = *__spec;
        true
    }
    #[track_caller]
    const fn __some7(__spec: &NetSpec) -> bool {
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        let NetSpec { width } = *__spec;
        ((width > 8))
    }
    trait __Unknown_scaled {
        const __MENTIONS_scaled: ::core::option::Option<&'static __follow::Mentions> = ::core::option::Option::None;
    }
    impl<__S: ?Sized> __Unknown_scaled for __S {}
    #[diagnostic::on_unimplemented(
        message = "the check of the shapes stops here: it does not know what `scaled` makes of a shape",
        label = "write `#[shapes]` above the implementation with `fn scaled`",
        note = "a tensor's type is seen where it is written out, as `Tensor<4>`, and not under another name"
    )]
    trait __Knows_scaled<__X0> {
        fn __follow_scaled<__Y>(
            &self,
            _: __X0,
        ) -> ::core::result::Result<__Y, __follow::Message>;
    }
    #[diagnostic::do_not_recommend]
    impl<__S: ?Sized, __X0> __Knows_scaled<__X0> for __S
    where
        __X0: __follow::Never,
    {
        fn __follow_scaled<__Y>(
            &self,
            _: __X0,
        ) -> ::core::result::Result<__Y, __follow::Message> {
            ::core::unreachable!()
        }
    }
    impl NetSpec {
        #[doc(hidden)]
        pub const fn __follow_forward(
            &self,
            __argument1: __follow::Shape,
        ) -> ::core::result::Result<__follow::Shape, __follow::Message> {
            let __spec = self;
            let __batch: usize = __argument1.batch();
            ::core::result::Result::Ok('__body: {
                let x = __argument1;
                {
                    let mut y = {
                        let __x = x;
                        match __layer1(__spec, __x) {
                            ::core::result::Result::Ok(__value) => __value,
                            ::core::result::Result::Err(__message) => {
                                return ::core::result::Result::Err(
                                    __follow::at_place(__message),
                                );
                            }
                        }
                    };
                    let _ = {
                        let __count8: usize = __len2(__spec);
                        let mut __next7: usize = 0;
                        while __next7 < __count8 {
                            let __turn2: usize = __next7;
                            __next7 += 1;
                            let __part3 = __turn2;
                            let i = __part3;
                            let __kept4: usize = __turn2;
                            let __kept5: usize = __turn2;
                            let _ = {
                                let _ = {
                                    y = {
                                        let __held6 = {
                                            let __x = {
                                                let __x = y;
                                                match __layer4(__spec, __kept4, __x) {
                                                    ::core::result::Result::Ok(__value) => __value,
                                                    ::core::result::Result::Err(__message) => {
                                                        return ::core::result::Result::Err(
                                                            __follow::at_place(__message),
                                                        );
                                                    }
                                                }
                                            };
                                            match __layer6(__spec, __kept5, __x) {
                                                ::core::result::Result::Ok(__value) => __value,
                                                ::core::result::Result::Err(__message) => {
                                                    return ::core::result::Result::Err(
                                                        __follow::at_place(__message),
                                                    );
                                                }
                                            }
                                        };
                                        let _ = ((i as f32));
                                        __held6
                                    };
                                };
                                ()
                            };
                        }
                    };
                    let _ = if __some7(__spec) {
                        let _ = {
                            let _ = {
                                y = {
                                    let __x = y;
                                    match __layer9(__spec, __x) {
                                        ::core::result::Result::Ok(__value) => __value,
                                        ::core::result::Result::Err(__message) => {
                                            return ::core::result::Result::Err(
                                                __follow::at_place(__message),
                                            );
                                        }
                                    }
                                };
                            };
                            ()
                        };
                    };
                    let __whole9 = y;
                    let batch = {
                        let __len = __whole9.rank();
                        __whole9.size(0usize)
                    };
                    let width = {
                        let __len = __whole9.rank();
                        __whole9.size(1usize)
                    };
                    let y = match __follow::flatten(
                        match __follow::reshape(
                            y,
                            __follow::Shape::new(
                                &[
                                    (batch) as usize,
                                    (2) as usize,
                                    (match __follow::quotient(width, 2) {
                                        ::core::result::Result::Ok(__value) => __value,
                                        ::core::result::Result::Err(__message) => {
                                            return ::core::result::Result::Err(
                                                __follow::at_place(__message),
                                            );
                                        }
                                    }) as usize,
                                ],
                            ),
                        ) {
                            ::core::result::Result::Ok(__value) => __value,
                            ::core::result::Result::Err(__message) => {
                                return ::core::result::Result::Err(
                                    __follow::at_place(__message),
                                );
                            }
                        },
                    ) {
                        ::core::result::Result::Ok(__value) => __value,
                        ::core::result::Result::Err(__message) => {
                            return ::core::result::Result::Err(
                                __follow::at_place(__message),
                            );
                        }
                    };
                    if __setting10(__spec) {
                        match __follow::beside("`+`", y, x) {
                            ::core::result::Result::Ok(__value) => __value,
                            ::core::result::Result::Err(__message) => {
                                return ::core::result::Result::Err(
                                    __follow::at_place(__message),
                                );
                            }
                        }
                    } else {
                        match __spec.__follow_scaled((y,).0) {
                            ::core::result::Result::Ok(__value) => __value,
                            ::core::result::Result::Err(__message) => {
                                return ::core::result::Result::Err(
                                    __follow::at_place(__message),
                                );
                            }
                        }
                    }
                }
            })
        }
        /// The shape of a sample behind the model, without the batch; or which layer does not fit, and why.
        pub const fn output_shape(
            &self,
            __shape: __follow::Shape,
        ) -> ::core::result::Result<__follow::Shape, ::nn_core::shape::Message> {
            let [__first, __second] = __follow::BATCHES;
            let __is_told = false;
            let __is_followed = __shape.batch() > 0;
            let __first = if __is_followed { __shape.batch() } else { __first };
            let __made = match self
                .__follow_forward(__follow::with_batch(__first, __shape))
            {
                ::core::result::Result::Ok(__made) => __made,
                ::core::result::Result::Err(__message) => {
                    return ::core::result::Result::Err(__message.told(__is_told));
                }
            };
            let __again = if __is_followed {
                __made
            } else {
                match self.__follow_forward(__follow::with_batch(__second, __shape)) {
                    ::core::result::Result::Ok(__made) => __made,
                    ::core::result::Result::Err(__message) => {
                        return ::core::result::Result::Err(
                            __follow::in_a_batch(__message).told(__is_told),
                        );
                    }
                }
            };
            ::core::result::Result::Ok(
                match __follow::both(__made, __again, __is_followed) {
                    ::core::result::Result::Ok(__made) => __made,
                    ::core::result::Result::Err(__message) => {
                        return ::core::result::Result::Err(__message.told(__is_told));
                    }
                },
            )
        }
        #[doc(hidden)]
        #[track_caller]
        pub fn __check_shapes(&self) {
            let Self { width } = *self;
            let mut __probe = 0;
            while __probe < 1usize {
                let __missing = 0usize;
                let __batch = 0;
                let __made = match self.output_shape(__follow::Shape::new(&[8])) {
                    ::core::result::Result::Ok(__made) => __made,
                    ::core::result::Result::Err(__message) => {
                        return __follow::stop(&__message, __batch);
                    }
                };
                __follow::declares(
                    &__made,
                    &__follow::Shape::new(&[8]).of_batch(__made.batch()),
                );
                __probe += 1;
            }
        }
    }
};
