struct Net {
    hidden: Vec<Linear>,
    head: Linear,
    width: usize,
}
