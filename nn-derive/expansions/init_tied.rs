#[init(words: usize, width: usize)]
struct Words {
    #[init(shared(Embedding::spec(words, width)))]
    encoder: Shared<Embedding>,
    #[init(tied(encoder))]
    decoder: Shared<Embedding>,
    width: usize,
}
