struct Stack<const N: usize> {
    layers: [Linear; N],
    #[module(skip)]
    sizes: [usize; N],
}
