const CHAIN: () = {
    let _ = {
        #[allow(unused_imports)]
        use ::nn_core::shape as __shapes;
        #[allow(unused_imports)]
        use ::nn_core::shape::KnowsShape as _;
        const __SHAPE: ::core::result::Result<
            ::nn_core::shape::Shape,
            ::nn_core::shape::Message,
        > = ::core::result::Result::Ok(::nn_core::shape::Shape::new(&[3, 8, 8]));
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
        const _: () = __shapes::report("0.0", &__SHAPE, &__SHAPE0_0);
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
        const _: () = __shapes::report("0.1", &__SHAPE0_0, &__SHAPE0_1);
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
        const _: () = __shapes::report("1", &__SHAPE0_1, &__SHAPE1_0);
        const __SPEC2_0: () = {
            let _ = Linear::spec(144, 2);
        };
        const __SHAPE2_0: ::core::result::Result<
            ::nn_core::shape::Shape,
            ::nn_core::shape::Message,
        > = {
            __SPEC2_0;
            match __SHAPE1_0 {
                ::core::result::Result::Ok(__shape) => {
                    Linear::spec(144, 2).output_shape((__shape,).0)
                }
                ::core::result::Result::Err(__message) => {
                    ::core::result::Result::Err(__message)
                }
            }
        };
        const _: () = __shapes::report("2", &__SHAPE1_0, &__SHAPE2_0);
        ::nn_core::init::Chain::new(
            ((Conv2d::spec(3, 4, 3), Relu), Flatten, Linear::spec(144, 2)),
            [
                ::nn_core::shape::known(&__SHAPE),
                ::nn_core::shape::known(&__SHAPE0_1),
                ::nn_core::shape::known(&__SHAPE1_0),
                ::nn_core::shape::known(&__SHAPE2_0),
            ],
        )
    };
};
