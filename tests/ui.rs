//! What the compiler says to those who get a model wrong: one file for each mistake, with the message beside it.

#[test]
fn every_mistake_is_one_clear_error() {
    let cases = trybuild::TestCases::new();
    for group in ["lost", "not_a_module", "calls", "attributes", "items"] {
        cases.compile_fail(format!("ui/{group}/*.rs"));
    }
    cases.pass("ui/pass/*.rs");
}
