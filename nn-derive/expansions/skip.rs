struct Tagger<T> {
    #[module(skip)]
    vocabulary: HashMap<String, usize>,
    #[module(skip)]
    table: Matrix<ROWS>,
    #[module(skip)]
    tags: Vec<T>,
    #[module(skip = "captures no layer")]
    activation: Box<dyn Fn(f32) -> f32>,
}
