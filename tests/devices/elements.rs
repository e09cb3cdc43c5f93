//! Elements of every type are moved on the device itself.

use mock_device::mock;
use nn_core::prelude::*;

/// Moves the elements by each operation that only moves them, on the host and on a device.
fn check<A: Element>(element: fn(usize) -> A) {
    let x = Tensor::from_fn([2, 3], |[i, j]| element(3 * i + j));
    let column = Tensor::from_fn([2, 1], |[i, _]| element(7 + i));
    let device = mock();
    device.set_strict(true);
    let run = |x: &Tensor<2, A>, column: &Tensor<2, A>| {
        let indices = Tensor::from([1usize, 0, 1]).to(&x.device());
        let index = Tensor::from(nn_core::ndarray::array![[2usize], [0]]).to(&x.device());
        let x = || x.clone();
        vec![
            x().slice(1, 1..3),
            x().split([1, 2], 1).remove(1),
            x().chunk(2, 1).remove(0),
            Tensor::stack(&x().unbind(1), 0),
            x().with_slice(1, 2..3, column),
            Tensor::concat(&[x(), column.clone()], 1),
            x().index_select(0, &indices),
            x().gather(1, &index),
            x().reshape([6]).take(&[5, 0]).insert_axis(1),
            x().permute([1, 0]),
            x().transpose(0, 1),
            column.clone().broadcast_to([2, 3]),
            x().insert_axis(1).flatten(),
            x().flip(1),
            x().roll(1, 1),
            x().repeat([2, 2]),
            x().at(0, -1).insert_axis(0),
        ]
    };
    let on_device = run(&x.clone().to(&device), &column.clone().to(&device));
    assert_eq!(device.transfers().fallbacks, 0);
    for (i, (on_device, on_host)) in on_device.iter().zip(run(&x, &column)).enumerate() {
        assert_eq!(on_device.device(), device, "operation {i}");
        assert_eq!(*on_device, on_host, "operation {i}");
    }
}

#[test]
fn of_every_type() {
    check(|i| i as f32);
    check(|i| i as f64);
    check(|i| i as i64);
    check(|i| i);
    check(|i| i % 2 == 0);
}
