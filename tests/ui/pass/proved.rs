//! What `skip` is proved for, and what it takes on a reason.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use nn_core::ndarray;
use nn_core::prelude::*;

#[allow(dead_code)]
enum Config {
    Small,
    Large { width: usize },
}

const ROWS: usize = 3;

struct Matrix<const R: usize>([f32; R]);

type Counter = Arc<Mutex<usize>>;

#[derive(Module)]
struct Net<'a, T, F, const N: usize> {
    #[module(skip)]
    width: usize,
    #[module(skip)]
    name: String,
    #[module(skip)]
    config: Config,
    #[module(skip)]
    sizes: Vec<usize>,
    #[module(skip)]
    vocabulary: HashMap<String, usize>,
    #[module(skip)]
    activation: fn(f32) -> f32,
    #[module(skip)]
    takes_a_layer: fn(&Linear) -> f32,
    #[module(skip)]
    counter: Mutex<usize>,
    #[module(skip)]
    shared: Arc<Mutex<usize>>,
    #[module(skip)]
    counted: Counter,
    #[module(skip)]
    cell: Cell<usize>,
    #[module(skip)]
    makes_a_layer: fn() -> Linear,
    #[module(skip)]
    names_a_layer: PhantomData<Linear>,
    also_names_one: PhantomData<Linear>,
    #[module(skip)]
    borrowed: &'a str,
    #[module(skip)]
    text: Cow<'a, str>,
    #[module(skip)]
    array: [usize; N],
    #[module(skip)]
    matrix: Matrix<ROWS>,
    #[module(skip)]
    image: ndarray::Array2<f32>,
    #[module(skip)]
    generic: Option<T>,
    #[module(skip)]
    closure: F,
    #[module(skip = "it captures no layer")]
    boxed: Box<dyn Fn(f32) -> f32>,
    #[module(skip = "it captures no layer")]
    generic_box: Box<dyn Fn(T) -> T>,
    #[module(skip = "it counts")]
    calls: Rc<RefCell<usize>>,
    head: Linear,
}

fn main() {
    let factor = 2.0;
    let net = Net {
        width: 1,
        name: String::new(),
        config: Config::Large { width: 3 },
        sizes: vec![],
        vocabulary: HashMap::new(),
        activation: f32::abs,
        takes_a_layer: |_| 0.0,
        counter: Mutex::new(0),
        shared: Arc::default(),
        counted: Counter::default(),
        cell: Cell::new(0),
        makes_a_layer: || Linear::new(1, 1, &mut rng(0)),
        names_a_layer: PhantomData,
        also_names_one: PhantomData,
        borrowed: "",
        text: Cow::Borrowed(""),
        array: [0; 2],
        matrix: Matrix([0.0; ROWS]),
        image: ndarray::Array2::zeros((1, 1)),
        generic: Some(1u8),
        closure: move |x: f32| factor * x,
        boxed: Box::new(|x| x),
        generic_box: Box::new(|x| x),
        calls: Rc::default(),
        head: Linear::new(2, 2, &mut rng(0)),
    };
    assert_eq!(net.num_parameters(), 6);
    assert_eq!(net.named_parameters()["head.weight"].shape(), [2, 2]);
}
