//! What the compiler says to those who get a model wrong.
#[test]
fn compile_errors() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}
