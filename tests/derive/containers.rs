//! Paths through every container.

use std::collections::{BTreeMap, VecDeque};

use nn_core::prelude::*;

use crate::{param, paths, values};

#[test]
fn lists_register_their_elements_by_index() {
    assert_eq!(paths(&mut vec![param(0.0), param(1.0)]), ["0", "1"]);
    assert_eq!(paths(&mut VecDeque::from([param(0.0), param(1.0)])), ["0", "1"]);
    assert_eq!(paths(&mut [param(0.0), param(1.0)]), ["0", "1"]);
    assert_eq!(paths(&mut vec![param(0.0)].into_boxed_slice()), ["0"]);
    assert_eq!(paths(&mut vec![vec![param(0.0)], vec![param(1.0), param(2.0)]]), ["0.0", "1.0", "1.1"]);
}

#[test]
fn boxes_and_options_add_no_segment() {
    assert_eq!(paths(&mut Box::new((param(0.0),))), ["0"]);
    assert_eq!(paths(&mut Some(Box::new((param(0.0),)))), ["0"]);
    assert!(paths(&mut None::<Param<1>>).is_empty());
}

#[test]
fn maps_register_their_values_by_key_in_order() {
    let mut map = BTreeMap::from([("value", param(1.0)), ("key", param(0.0))]);
    assert_eq!(paths(&mut map), ["key", "value"]);
    assert_eq!(paths(&mut BTreeMap::from([(10, param(1.0)), (9, param(0.0))])), ["9", "10"]);
}

#[test]
fn a_sequential_adds_no_segment_to_its_list() {
    let mut net = Sequential(vec![(param(0.0), param(1.0)), (param(2.0), param(3.0))]);
    assert_eq!(paths(&mut net), ["0.0", "0.1", "1.0", "1.1"]);
    assert_eq!(paths(&mut Sequential([param(0.0)])), ["0"]);
}

#[test]
fn plain_values_register_nothing() {
    let plain = (
        (1usize, 2u8, 3i64, 0.5f32, true, 'c', "text", String::new()),
        (vec![1usize], Some("name".to_owned()), [1.0f64; 3], std::marker::PhantomData::<Linear>),
        (BTreeMap::from([(1, 2)]), (), std::time::Duration::ZERO),
    );
    let mut plain = plain;
    assert!(paths(&mut plain).is_empty());
    assert!(paths(&mut Lambda::new(|x: Tensor<2>| x)).is_empty());
}

macro_rules! tuple {
    ($($n:literal)*) => {{
        let mut tuple = ($(param($n as f32),)*);
        let expected: Vec<String> = [$($n),*].iter().map(ToString::to_string).collect();
        assert_eq!(paths(&mut tuple), expected);
        assert_eq!(values(&tuple), [$($n as f32),*]);
    }};
}

#[test]
fn tuples_of_every_length_register_by_index() {
    tuple!(0);
    tuple!(0 1);
    tuple!(0 1 2);
    tuple!(0 1 2 3);
    tuple!(0 1 2 3 4);
    tuple!(0 1 2 3 4 5);
    tuple!(0 1 2 3 4 5 6);
    tuple!(0 1 2 3 4 5 6 7);
    tuple!(0 1 2 3 4 5 6 7 8);
    tuple!(0 1 2 3 4 5 6 7 8 9);
    tuple!(0 1 2 3 4 5 6 7 8 9 10);
    tuple!(0 1 2 3 4 5 6 7 8 9 10 11);
    tuple!(0 1 2 3 4 5 6 7 8 9 10 11 12);
    tuple!(0 1 2 3 4 5 6 7 8 9 10 11 12 13);
    tuple!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14);
    tuple!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
}
