//! What `#[shapes]` writes: shape functions, constants and the check of the constructor.

use nn_core::prelude::*;
use nn_core::shape::Shape;

#[derive(Module, Init)]
#[init(width: usize, heads: usize)]
struct Heads {
    #[init(Linear::spec(width, width))]
    linear: Linear,
    heads: usize,
}

#[shapes(input = [16, 12], output = [16, 12])]
impl Forward<Tensor<3>> for Heads {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let [batch, length, width] = x.shape();
        let y = x.reshape([batch, length, self.heads, width / self.heads]).softmax(3);
        self.linear.forward(y.reshape([batch, length, width]))
    }
}

#[test]
fn a_constructor_with_arguments_checks_what_is_declared() {
    assert_eq!(Heads::init(12, 4, &mut rng(0)).forward(Tensor::zeros([2, 16, 12])).shape(), [2, 16, 12]);
    let refused = |width, heads| {
        let caught = std::panic::catch_unwind(|| Heads::init(width, heads, &mut rng(0)).heads);
        *caught.unwrap_err().downcast::<String>().expect("a message")
    };
    let message = refused(12, 5);
    assert!(
        message.starts_with("reshape: [batch, 16, 12] to [batch, 16, 5, 2] changes the number of elements"),
        "{message}"
    );
    assert!(message.contains("in the forward at ") && message.contains("followed.rs:"), "{message}");
    assert!(refused(8, 4).starts_with("`linear`: Linear takes 8 features, but gets [16, 12]"));
    assert!(refused(12, 0).starts_with("12 / 0 divides by 0"));
}

/// A forward that is no trait's, as ported models have them.
#[derive(Module, Init)]
struct Up {
    #[init(Conv2d::spec(6, 4, 3).padding(1))]
    conv: Conv2d,
}

#[shapes(input = ([2, 4, 4], [4, 4, 4]), output = [4, 4, 4])]
impl Up {
    fn forward(&self, x: Tensor<4>, beside: Tensor<4>) -> Tensor<4> {
        self.conv.forward(Tensor::cat(&[beside, x], 1)).relu()
    }
}

#[test]
fn a_method_named_forward_has_a_shape_function() {
    let shapes = |a: [usize; 3], b: [usize; 3]| (Shape::new(&a), Shape::new(&b));
    assert_eq!(Up::OUTPUT_SHAPE, [4, 4, 4]);
    assert_eq!(Up::spec().output_shape(shapes([2, 5, 6], [4, 5, 6])).unwrap(), [4, 5, 6]);
    let message = Up::spec().output_shape(shapes([2, 5, 6], [4, 5, 7])).unwrap_err();
    assert_eq!(
        message.as_str(),
        "concat along axis 1: [batch, 4, 5, 7] does not fit part 1, [batch, 2, 5, 6]"
    );
    let up = Up::init(&mut rng(0));
    assert_eq!(up.forward(Tensor::zeros([3, 2, 5, 6]), Tensor::zeros([3, 4, 5, 6])).shape(), [3, 4, 5, 6]);
}

/// Followed models in a cascade, whose last layer takes what comes.
#[derive(Module, Forward, Init)]
#[forward(input = [16, 12])]
struct Cascade {
    #[init(Sequential(repeat(2, |i| Heads::spec(12, 2 + i))))]
    heads: Sequential<Vec<Heads>>,
    #[init(Flatten)]
    flatten: Flatten,
    #[init(Linear::to(3))]
    last: Linear,
}

#[test]
fn followed_models_take_part_in_cascades() {
    assert_eq!(Cascade::OUTPUT_SHAPE, [3]);
    assert_eq!(Cascade::init(&mut rng(0)).last.in_features(), 16 * 12);
    let spec = sequential!([16, 12] => Heads::spec(12, 3), Flatten, Linear::to(2));
    let net: (Heads, Flatten, Linear) = spec.init(&mut rng(0));
    assert_eq!(net.2.in_features(), 16 * 12);
}
