struct Borrowed<'a> {
    name: &'a str,
    #[module(skip)]
    table: &'a [usize],
    head: Linear,
}
