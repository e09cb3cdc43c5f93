//! What a user of PyTorch types without a look at the documentation, and what it must mean.

use nn_core::prelude::*;

/// 1 to 12 in three rows.
fn x() -> Tensor<2> {
    Tensor::<1>::arange(1.0, 13.0).reshape([3, 4])
}

fn ids() -> Tensor<1, usize> {
    Tensor::from([2, 0, 1])
}

fn close<const N: usize>(x: &Tensor<N>, want: &[f32]) -> bool {
    x.len() == want.len() && x.as_slice().iter().zip(want).all(|(x, want)| (x - want).abs() < 1e-4)
}

#[test]
fn shapes() {
    assert_eq!(x().chunk(3, 1).iter().map(|part| part.shape()[1]).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(x().split(2, 1)[1].as_slice(), [3.0, 4.0, 7.0, 8.0, 11.0, 12.0]);
    assert_eq!(x().unsqueeze(0).shape(), [1, 3, 4]);
    assert_eq!(x().slice(0, 1..2).squeeze(0).as_slice(), [5.0, 6.0, 7.0, 8.0]);
    assert_eq!(x().view([6, 2]).as_slice(), x().as_slice());
    assert_eq!(x().reshape([-1, 6]).shape(), [2, 6]);
    assert_eq!(x().t()[[3, 0]], 4.0);
    assert_eq!(x().flip(1).as_slice()[..4], [4.0, 3.0, 2.0, 1.0]);
    assert_eq!(x().roll(1, 1).as_slice()[..4], [4.0, 1.0, 2.0, 3.0]);
    assert_eq!(x().pad([1, 1]).as_slice()[..6], [0.0, 1.0, 2.0, 3.0, 4.0, 0.0]);
    assert_eq!(x().repeat([2, 1]).shape(), [6, 4]);
    assert_eq!(x().expand([2, 3, 4]).as_slice()[12..], *x().as_slice());
    assert_eq!(x().broadcast_to([2, 3, 4]).shape(), [2, 3, 4]);
    assert_eq!(x().triu(1).as_slice()[4..8], [0.0, 0.0, 7.0, 8.0]);
    assert_eq!(x().slice(1, -1..).as_slice(), [4.0, 8.0, 12.0]);
    assert_eq!(x().slice(1, 1..).shape(), [3, 3]);
    assert_eq!(x().slice(1, ..2).as_slice()[..2], [1.0, 2.0]);
    assert_eq!(x().slice(1, 0..=1).shape(), [3, 2]);
    assert_eq!(x().softmax(-1), x().softmax(1));
    assert_eq!(x().sum_axis(-2), x().sum_axis(0));
    assert_eq!(x().unsqueeze(-1).shape(), [3, 4, 1]);
    assert_eq!(x()[[0, 1]], 2.0);
    assert_eq!(x().at(0, -1).as_slice(), [9.0, 10.0, 11.0, 12.0]);
}

#[test]
fn tensors_together() {
    assert_eq!(Tensor::cat(&[x(), x()], 0).shape(), [6, 4]);
    let all: Vec<Tensor<2>> = (0..2).map(|_| x()).collect();
    assert_eq!(Tensor::stack(&all, 0).shape(), [2, 3, 4]);
    assert_eq!(Tensor::stack(&[x(), x()], -1).shape(), [3, 4, 2]);
    assert_eq!(Tensor::cat(&[&x(), &x()], -1).shape(), [3, 8]);
    assert_eq!(Tensor::concat(&[&x(), &x()], 1).as_slice()[..5], [1.0, 2.0, 3.0, 4.0, 1.0]);
    assert_eq!(Tensor::concat(&[ids(), ids()], 0).as_slice(), [2, 0, 1, 2, 0, 1]);
    let gram: Tensor<2> = Tensor::einsum("ij,kj->ik", &[&x(), &x()]);
    assert_eq!(gram, x().matmul_t(x()));
    assert_eq!(x().linear(x(), None), gram);
    let w = Tensor::<3>::ones([2, 4, 3]);
    assert_eq!(w.matmul(x()).as_slice()[..4], [15.0, 18.0, 21.0, 24.0]);
}

#[test]
fn new_tensors() {
    assert_eq!(Tensor::<2>::ones([2, 2]).as_slice(), [1.0; 4]);
    assert_eq!(Tensor::<2>::eye(3).sum().item(), 3.0);
    assert_eq!(Tensor::arange(0, 5).as_slice(), [0, 1, 2, 3, 4]);
    let mut r = rng(0);
    let noise = Tensor::randn([100, 100], &mut r);
    assert!(noise.clone().mean().item().abs() < 0.05 && (noise.std().item() - 1.0).abs() < 0.05);
    assert_eq!(Tensor::<2>::from([[1.0, 2.0], [3.0, 4.0]])[[1, 0]], 3.0);
    assert_eq!(Tensor::<2>::from(vec![vec![1.0, 2.0]]).shape(), [1, 2]);
    let number: f32 = r.random();
    assert!((0.0..1.0).contains(&number));
}

#[test]
fn numbers_of_a_tensor() {
    assert!((x().std().item() - 13.0_f32.sqrt()).abs() < 1e-4);
    assert!(close(&x().var_axis(1), &[5.0 / 3.0; 3]));
    assert!((x().norm().item() - 650.0_f32.sqrt()).abs() < 1e-4);
    assert_eq!(Tensor::<2>::ones([1, 1]).item(), 1.0);
    assert_eq!(x().argmin(1).as_slice(), [0; 3]);
    let y = &x();
    assert_eq!(y.argmax(1).as_slice(), [3; 3]);
    let (values, indices) = x().topk(2, 1);
    assert_eq!((&values.as_slice()[..2], &indices.as_slice()[..2]), (&[4.0, 3.0][..], &[3, 2][..]));
    assert_eq!(x().flip(1).sort(1).0, x());
    assert_eq!(x().cumsum(1).as_slice()[..4], [1.0, 3.0, 6.0, 10.0]);
    assert_eq!(x().to_string().lines().next(), Some("[[ 1,  2,  3,  4],"));
}

#[test]
fn functions_of_elements() {
    assert_eq!(x().pow(2.0).as_slice()[..3], [1.0, 4.0, 9.0]);
    assert_eq!(x().square().as_slice()[..3], [1.0, 4.0, 9.0]);
    assert_eq!(x().log().as_slice()[0], 0.0);
    assert_eq!(x().rsqrt().as_slice()[3], 0.5);
    assert_eq!(x().huber_loss(x()).item(), 0.0);
    let mut y = x();
    y += &x();
    y *= 2.0;
    assert_eq!(y.as_slice()[..3], [4.0, 8.0, 12.0]);
    let mut loss = Tensor::zeros([]);
    for _ in 0..3 {
        loss += x().sum();
    }
    assert_eq!(loss.item(), 234.0);
    loss += x().sum();
    assert_eq!(loss.item(), 312.0);
    let total: Tensor<0> = (0..3).map(|_| x().sum()).sum();
    assert_eq!(total.item(), 234.0);
}

#[test]
fn indices_and_masks() {
    assert_eq!(ids().one_hot(10).shape(), [3, 10]);
    let mut r = rng(0);
    assert_eq!(x().softmax(1).multinomial(1, &mut r).shape(), [3, 1]);
    assert_eq!(x().gt(6.0).count(), 6);
    assert!(ids().eq(ids()).all());
    assert_eq!(x().argmax(1).eq(Tensor::from([3, 0, 3])).count(), 2);
    assert_eq!(ids().slice(0, 0..2).as_slice(), [2, 0]);
    assert_eq!(Tensor::<2, usize>::zeros([2, 3]).transpose(0, 1).shape(), [3, 2]);
    assert_eq!(Tensor::<2, usize>::zeros([3, 2]).index_select(0, &ids()).shape(), [3, 2]);
    assert_eq!((ids() + 1).as_slice(), [3, 1, 2]);
    assert_eq!(ids().cast::<f32>().as_slice(), [2.0, 0.0, 1.0]);
    let m = x().mask(|v| v > 10.0);
    assert_eq!(m.select(x(), 0.0).sum().item(), 23.0);
    assert_eq!((!&m).count(), 10);
    assert_eq!((m.clone() & m).count(), 2);
    let m = Tensor::<1, bool>::full([4], true);
    assert_eq!(x().masked_fill(&m, 0.0).sum().item(), 0.0);
    assert!(!x().isnan().any());
}

/// Layers that need no more than their constructor.
#[test]
fn layers() {
    let mut r = rng(0);
    assert_eq!(
        ConvTranspose2d::new(2, 2, 3, &mut r).forward(Tensor::zeros([1, 2, 4, 4])).shape(),
        [1, 2, 6, 6]
    );
    assert_eq!(Identity.forward(x()), x());
    assert_eq!(ZeroPad2d::new(1).forward(Tensor::zeros([1, 2, 4, 4])).shape(), [1, 2, 6, 6]);
    assert_eq!(InstanceNorm2d::new(3).forward(Tensor::zeros([1, 3, 4, 4])).shape(), [1, 3, 4, 4]);
    let a = Linear::new(2, 2, &mut r);
    let mut b = Linear::new(2, 2, &mut r);
    b.load_state_dict(&a.state_dict()).unwrap();
    assert_eq!(b.weight.value(), a.weight.value());
    let scale = Param::new(Tensor::from(2.0_f32));
    assert_eq!((x() * &scale).as_slice()[..2], [2.0, 4.0]);
}
