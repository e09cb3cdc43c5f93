#[forward(input = [3, 8, 8], output = [2])]
struct Net {
    #[init((Conv2d::spec(3, 4, 3), Relu))]
    conv: (Conv2d, Relu),
    #[init(Flatten)]
    flatten: Flatten,
    #[init(frozen(Linear::to(6)))]
    body: Frozen<Linear>,
    #[init(Sequential(repeat(2, |_| (Linear::spec(6, 6), Relu))))]
    hidden: Sequential<Vec<(Linear, Relu)>>,
    #[init(Sequential([Linear::spec(6, 6); 2]))]
    copies: Sequential<[Linear; 2]>,
    #[init(Linear::spec(6, 2))]
    head: Linear,
}
