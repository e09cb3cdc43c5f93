//! Statics, constants and unit structs in lower case, of every name that stands in an expansion: a pattern of that name
//! would mean them.

#![allow(
    non_upper_case_globals,
    non_camel_case_types,
    dead_code,
    reason = "the names are those of variables"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use nn_core::init::rng;
use nn_core::{Forward, Module, Tensor};

/// Models beside items of each kind. No type is named `diagnostic`, which is the compiler's own name for a group of
/// attributes.
macro_rules! beside {
    ($($name:ident)*) => {
        mod statics {
            static diagnostic: u8 = 2;
            $(static $name: u8 = 2;)*
            models!();
        }

        mod constants {
            const diagnostic: u8 = 2;
            $(const $name: u8 = 2;)*
            models!();
        }

        mod unit_structs {
            $(struct $name;)*
            models!();
        }

        const NAMES: &[&str] = &["diagnostic", $(stringify!($name)),*];
    };
}

/// Models of every form.
macro_rules! models {
    () => {
        use ::nn_core::prelude::*;

        #[derive(Module, Forward, Init)]
        #[forward(input = [3, 8, 8], output = [2])]
        pub(super) struct Net {
            #[init((Conv2d::spec(3, 4, 3), Relu, Flatten))]
            conv: (Conv2d, Relu, Flatten),
            #[init(Sequential(::nn_core::init::repeat(2, |_| Linear::spec(144, 144))))]
            #[module(flatten)]
            hidden_0: Sequential<Vec<Linear>>,
            #[init(Sequential([Linear::to(144); 1]))]
            copies: Sequential<[Linear; 1]>,
            #[init(::nn_core::init::frozen(Linear::spec(144, 2)))]
            #[module(rename = "head")]
            last: Frozen<Linear>,
        }

        #[derive(Module, Forward, Init)]
        #[init(of_any: impl Init<Module = M>, count: usize, text: String)]
        pub(super) struct Generic<M> {
            #[init(of_any)]
            of_any: M,
            #[init(Linear::spec(count, count))]
            linear: Linear,
            #[init(text)]
            #[module(skip)]
            text: String,
        }

        #[derive(Module, Forward)]
        #[forward(input = Tensor<1>)]
        pub(super) enum Choice<const N: usize> {
            Relu(Relu),
            Two { one: Tanh, other: Relu },
            Nothing,
        }

        #[derive(Module, Init)]
        #[init(width: usize)]
        pub(super) struct Followed {
            #[init(Linear::spec(width, width))]
            stem: Linear,
            #[init(repeat(2, |_| (Linear::spec(width, width), Relu)))]
            layers: Vec<(Linear, Relu)>,
            #[init((width > 8).then(|| Relu))]
            last: Option<Relu>,
        }

        #[shapes(input = [width], output = [width])]
        impl Forward<Tensor<2>> for Followed {
            type Output = Tensor<2>;

            fn forward(&self, taken: Tensor<2>) -> Tensor<2> {
                let mut given = self.stem.forward(taken.clone());
                for (turn, (linear, relu)) in self.layers.iter().enumerate().skip(1) {
                    given = relu.forward(linear.forward(given)) * (turn as f32);
                }
                if let Some(last) = &self.last {
                    given = last.forward(given);
                }
                let [rows, columns] = given.shape();
                Tensor::concat(&given.reshape([rows, columns.max(1)]).chunk(2, 1), 1) + taken
            }
        }

        pub(super) fn followed(source: &mut impl Rng) -> Followed {
            Followed::init(4, source)
        }

        #[derive(Module)]
        #[module(crate = "::nn_core")]
        pub(super) struct Tuple(pub(super) Param<1>, Option<Buffer<1>>);

        pub(super) fn chain(source: &mut impl Rng) -> (Linear, Relu) {
            sequential!([4] => Linear::to(2), Relu).init(source)
        }

        pub(super) fn generic(source: &mut impl Rng) -> Generic<Relu> {
            Generic::init(Relu, 2, String::new(), source)
        }
    };
}

beside! {
    activation allow any apart array at automatically_derived blocks branches checked chain_ clippy clone constant convert core
    dead_code debug_struct declared derive do_not_recommend drawn f field field0 field1 finish first fmt
    forward from guard index init init_for inline initial inside inside_index into_vec is is_declared item known layer0 layer1 list
    made marker message model module name names new next nn_core non_upper_case_globals output output_shape pass pedantic
    probe proof push r rank registered registered_fact report result rng run scale shape sizes skipped skipped_because skipped_fact spec std
    the to_array told track_caller try_from unreachable unused_assignments unused_imports unused_variables values vec visit
    visit_field visit_field_mut visit_mut x
    above all arithmetic_overflow at_place batch beside both check does fits follow here implementation it know label macro_rules makes
    not of of_batch on_unimplemented option sample size stops told_as tt unconditional_panic unused_macros warnings what with_batch
    write declares in_a_batch quotient stop and another note out s seen tensor under written
}

#[test]
fn models_beside_lower_case_items_are_models() {
    let x = || Tensor::<4>::zeros([1, 3, 8, 8]);
    assert_eq!(statics::Net::init(&mut rng(0)).forward(x()).shape(), [1, 2]);
    assert_eq!(constants::Net::init(&mut rng(0)).forward(x()).shape(), [1, 2]);
    assert_eq!(unit_structs::Net::init(&mut rng(0)).forward(x()).shape(), [1, 2]);
    assert_eq!(statics::chain(&mut rng(0)).num_parameters(), 10);
    assert_eq!(constants::chain(&mut rng(0)).num_parameters(), 10);
    assert_eq!(unit_structs::chain(&mut rng(0)).num_parameters(), 10);
    let x = || Tensor::<2>::zeros([1, 2]);
    assert_eq!(statics::generic(&mut rng(0)).forward(x()).shape(), [1, 2]);
    let y = || Tensor::<2>::zeros([1, 4]);
    assert_eq!(statics::followed(&mut rng(0)).forward(y()).shape(), [1, 4]);
    assert_eq!(constants::followed(&mut rng(0)).forward(y()).shape(), [1, 4]);
    assert_eq!(unit_structs::followed(&mut rng(0)).forward(y()).shape(), [1, 4]);
    assert_eq!(constants::generic(&mut rng(0)).forward(x()).shape(), [1, 2]);
    assert_eq!(unit_structs::generic(&mut rng(0)).forward(x()).shape(), [1, 2]);
}

#[test]
fn every_name_of_an_expansion_is_among_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../nn-derive/expansions");
    let (mut found, mut own) = (BTreeSet::new(), BTreeSet::new());
    for entry in fs::read_dir(folder).expect("expansions") {
        let path = entry.expect("a file").path();
        let text = fs::read_to_string(&path).expect("a text");
        let into = if path.to_string_lossy().contains(".expanded.") { &mut found } else { &mut own };
        into.extend(names(&text));
    }
    let known: BTreeSet<String> = NAMES.iter().map(ToString::to_string).collect();
    let missing: Vec<&String> =
        found.iter().filter(|name| !own.contains(*name) && !known.contains(*name)).collect();
    assert!(found.len() > 60 && missing.is_empty(), "beside no model stands a static named {missing:?}");
}

/// The names in a text that a static may have and that users would give: not those with two underscores before them.
fn names(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("///") && !line.contains("#[doc"));
    let words = lines.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let is_name = |word: &&str| word.starts_with(char::is_lowercase) && !RESERVED.contains(word);
    words.filter(is_name).map(str::to_owned).collect()
}

/// Keywords, and the types that a program needs under their names.
const RESERVED: &[&str] = &[
    "as", "bool", "break", "const", "else", "enum", "f32", "false", "fn", "for", "if", "impl", "in", "let",
    "loop", "match", "mut", "pub", "return", "self", "static", "str", "struct", "trait", "true", "type",
    "u8", "unsafe", "use", "usize", "where", "while", "0usize",
];
