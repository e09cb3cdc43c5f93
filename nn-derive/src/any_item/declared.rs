//! The same items with `#[forward(..)]` and `#[init(..)]` among their attributes, for the derives of `Forward` and `Init`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::DeriveInput;
use syn::visit::Visit;

use super::dice::Dice;
use super::{flat, is_inside, item};

const ITEMS: u64 = 4_000;

/// Attributes of an item, right and wrong.
const OF_ITEMS: &[&str] = &[
    "",
    "#[forward(input = Tensor<4>)]",
    "#[forward(input = [3, 32, 32])]",
    "#[forward(input = [3, 32, 32], output = [10])]",
    "#[forward(input = [56], element = usize)]",
    "#[forward(unchecked)]",
    "#[forward(unchecked, input = [3])]",
    "#[forward(input)]",
    "#[forward(input =)]",
    "#[forward(input = [3], input = [4])]",
    "#[forward(imput = [3])]",
    "#[forward(output = 10)]",
    "#[forward]",
    "#[forward()]",
    "#[init(width: usize)]",
    "#[init(width: usize, depth: usize)] #[forward(input = [3, 32, 32])]",
    "#[init(width)]",
    "#[init(Linear::spec(1, 2))]",
    "#[init]",
    "#[init = 3]",
];

/// Attributes of a field, right and wrong.
const OF_FIELDS: &[&str] = &[
    "",
    "#[init(Linear::spec(64, 10))]",
    "#[init(Relu)]",
    "#[init((Conv2d::spec(3, 32, 7).stride(2), Relu, Linear::to(10)))]",
    "#[init(Sequential(repeat(width, |i| (Relu, Linear::spec(i, i)))))]",
    "#[init(Sequential(vec![Relu, Relu]))]",
    "#[init(Some([Relu]))]",
    "#[init(if width > 3 { Relu } else { Relu })]",
    "#[init(-3 + width)]",
    "#[init()]",
    "#[init(width: usize)]",
    "#[init(Relu,)]",
    "#[init(Relu)] #[init(Relu)]",
    "#[init]",
    "#[forward(skip)]",
    "#[forward(skipp)]",
    "#[forward(skip, skip)]",
    "#[forward]",
];

#[test]
fn any_declared_model_expands_to_code_or_to_errors_inside_it() {
    let mut failures = Vec::new();
    let mut count = [0; 2];
    for number in 0..ITEMS {
        let source = declared(number);
        let Ok(tokens) = source.parse::<TokenStream>() else { continue };
        let Ok(input) = syn::parse2::<DeriveInput>(tokens) else { continue };
        for derive in [crate::forward::derive, crate::init::derive] {
            match outcome(&source, &input, derive) {
                Ok(is_code) => count[usize::from(is_code)] += 1,
                Err(problem) => failures.push(format!("item {number}: {problem}\n{source}\n")),
            }
        }
    }
    let shown = failures[..failures.len().min(5)].join("\n");
    assert!(failures.is_empty(), "{} expansions fail, such as\n{shown}", failures.len());
    let [errors, code] = count;
    assert!(errors > ITEMS / 4 && code > ITEMS / 20, "{errors} with errors and {code} without");
}

/// The item of a number with other attributes.
fn declared(number: u64) -> String {
    let mut dice = Dice::new(number);
    let (source, _, _) = item(number);
    let mut parts = source.split("#[module(");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // What belongs to `Module` stays now and then: it is none of the business of these derives.
        let attribute = if dice.one_in(3) { "" } else { dice.pick(OF_FIELDS) };
        text += &format!("{attribute} #[module({part}");
    }
    format!("{} {text}", dice.pick(OF_ITEMS))
}

/// Whether an item expands to code, or what is wrong with its expansion.
fn outcome(
    source: &str,
    input: &DeriveInput,
    derive: fn(&DeriveInput) -> TokenStream,
) -> Result<bool, String> {
    let expansion =
        catch_unwind(AssertUnwindSafe(|| derive(input))).map_err(|_| "the derive panics".to_owned())?;
    let file: syn::File = syn::parse2(expansion.clone()).map_err(|error| format!("{error}: {expansion}"))?;
    let errors = errors(&file);
    for tree in errors.iter().cloned().flat_map(flat) {
        if !is_inside(tree.span(), source) {
            return Err(format!("an error stands outside of the item: {}", errors[0]));
        }
    }
    Ok(errors.is_empty())
}

/// The errors of an expansion, which stand where they make a type unknown.
fn errors(file: &syn::File) -> Vec<TokenStream> {
    struct Errors(Vec<TokenStream>);
    impl Visit<'_> for Errors {
        fn visit_macro(&mut self, found: &syn::Macro) {
            if found.path.segments.last().is_some_and(|last| last.ident == "compile_error") {
                self.0.push(found.to_token_stream());
            }
        }
    }
    let mut errors = Errors(Vec::new());
    errors.visit_file(file);
    errors.0
}
