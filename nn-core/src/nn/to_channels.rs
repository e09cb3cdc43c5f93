//! Specs of layers that take as many channels as come in: PyTorch's lazy modules. What is not known in Rust is a layer's
//! weight before there is one, so the spec waits for the shape and the layer is an ordinary one.

/// The spec `$to` of a `$conv` over `$axes` axes whose number of input channels is that of the samples, from which it makes
/// a `$spec`. Both have their settings in `settings`, and the
/// initial values that they were given in `given`.
macro_rules! to_channels {
    ($conv:ident, $spec:ident, $to:ident, $axes:tt, #[$lazy:meta]) => {
        #[doc = concat!("The settings of a [`", stringify!($conv), "`] that takes as many channels as come in: ")]
        #[doc = concat!("[`", stringify!($conv), "::to`].")]
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $to {
            settings: Settings<$axes>,
            given: Given,
        }

        impl $conv {
            /// The settings of a layer that takes as many channels as come in, where the shape of the input is known: in
            /// [`sequential!`](crate::sequential), in models with `#[forward(input = [..])]`, or by
            /// [`init_for`](InitFor::init_for).
            #[$lazy]
            pub const fn to(out_channels: usize, kernel_size: usize) -> $to {
                $to { settings: Self::spec(0, out_channels, kernel_size).settings, given: Given::NONE }
            }
        }

        impl $to {
            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                match self.spec_for(&input) {
                    Ok(spec) => spec.output_shape(input),
                    Err(message) => Err(message),
                }
            }

            const fn spec_for(&self, input: &Shape) -> Result<$spec, Message> {
                match axes::channels(stringify!($conv), $axes, input) {
                    Ok(in_channels) => {
                        Ok($spec { settings: Settings { in_channels, ..self.settings }, given: self.given })
                    }
                    Err(message) => Err(message),
                }
            }
        }

        impl InitFor for $to {
            type Module = $conv;

            #[track_caller]
            fn init_for(&self, input: Shape, rng: &mut impl Rng) -> $conv {
                match self.spec_for(&input) {
                    Ok(spec) => spec.init(rng),
                    Err(message) => panic!("{message}"),
                }
            }
        }
    };
}

pub(super) use to_channels;

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::shape::Shape;

    #[test]
    fn the_layer_is_that_of_the_ordinary_spec() {
        let image = Shape::new(&[3, 8, 8]);
        let layer = Conv2d::to(4, 3).stride(2).padding(1).init_for(image, &mut rng(0));
        let plain = Conv2d::spec(3, 4, 3).stride(2).padding(1).init(&mut rng(0));
        assert_eq!(layer.weight.value(), plain.weight.value());
        assert_eq!(layer.tree().to_string(), plain.tree().to_string());
        assert_eq!(ConvTranspose1d::to(4, 3).output_shape(Shape::new(&[3, 8])).unwrap(), [4, 10]);
    }

    #[test]
    fn it_says_what_it_does_not_take() {
        let message = Conv3d::to(4, 3).output_shape(Shape::new(&[3, 8, 8])).unwrap_err();
        let want = "Conv3d takes channels of a depth, a height and a width, but gets [3, 8, 8]";
        assert_eq!(message.as_str(), want);
        let message = Conv1d::to(4, 3).groups(2).output_shape(Shape::new(&[3, 8])).unwrap_err();
        assert_eq!(message.as_str(), "Conv1d has 3 and 4 channels, which do not fall into 2 groups");
    }

    #[test]
    #[should_panic(expected = "Conv2d takes channels of a height and a width, but gets [5]")]
    fn it_makes_no_layer_for_another_shape() {
        Conv2d::to(4, 3).init_for(Shape::new(&[5]), &mut rng(0));
    }
}
