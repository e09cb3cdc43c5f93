struct Residual<M: Clone, U = f32>
where
    U: Copy,
{
    inner: M,
    blocks: Vec<Residual<M, U>>,
    scale: U,
}
