//! `#[derive(Module)]` at run time.
use nn_core::prelude::*;
use std::collections::*;
use std::marker::PhantomData;

#[derive(Clone, Module)]
struct Linear {
    weight: Param<2>,
    bias: Option<Param<1>>,
}
fn linear(i: usize, o: usize) -> Linear {
    Linear { weight: Param::new(Tensor::zeros([o, i])), bias: Some(Param::new(Tensor::zeros([o]))) }
}

#[derive(Module)]
struct Net<'a, T, const N: usize> {
    hidden: Vec<Linear>,
    #[module(rename = "head")]
    tail: T,
    #[module(flatten)]
    inner: Inner,
    #[module(frozen)]
    fixed: [Linear; N],
    name: &'a str,
    marker: PhantomData<&'a T>,
    #[module(skip)]
    table: HashMap<String, usize>,
    #[module(skip)]
    sizes: [usize; N],
    #[module(skip = "no layer")]
    act: Box<dyn Fn(f32) -> f32>,
    #[module(skip)]
    extra: Option<std::rc::Rc<String>>,
    children: Vec<Net<'a, T, N>>,
}
#[derive(Module)]
struct Inner {
    r#type: Linear,
}
#[derive(Module)]
enum Layer {
    Unit,
    One(Linear),
    Two(Linear, Linear),
    Named { a: Linear, b: usize },
}
#[derive(Module)]
struct Unit;
#[derive(Module)]
struct Node {
    next: Option<Box<Self>>,
    layer: Layer,
}
#[derive(Module)]
enum Never {}

#[test]
fn t() {
    let net = Net::<_, 2> {
        hidden: vec![linear(1, 2)],
        tail: linear(2, 3),
        inner: Inner { r#type: linear(1, 1) },
        fixed: [linear(1, 1), linear(1, 1)],
        name: "x",
        marker: PhantomData,
        table: HashMap::new(),
        sizes: [1, 2],
        act: Box::new(|x| x),
        extra: None,
        children: vec![],
    };
    for (n, p) in net.named_parameters() {
        println!("{n} {:?}", p.is_trainable());
    }
    println!("{}", net.tree());
    let node = Node {
        next: Some(Box::new(Node { next: None, layer: Layer::Two(linear(1, 1), linear(2, 2)) })),
        layer: Layer::One(linear(3, 3)),
    };
    println!("{}", node.tree());
    for (n, p) in node.named_parameters() {
        println!("{n} {:?}", p.is_trainable());
    }
}
