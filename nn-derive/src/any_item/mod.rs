//! Whatever the derive is fed with, it does not panic: what is valid expands to code, and what is not to errors inside
//! the item, with a stub beside them.

mod declared;
mod dice;
mod item;
mod mistakes;
mod mutation;
mod types;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;
use syn::visit_mut::VisitMut;
use syn::{Data, DeriveInput, Field, Fields, PatStruct, Type, TypeGroup, token};

use crate::module::derive;
use crate::refused::is_refused;
use dice::Dice;
use item::Item;

const ITEMS: u64 = 10_000;

/// What must become of an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Code,
    Errors,
    Either,
}

#[test]
fn any_item_expands_to_code_or_to_errors_inside_it() {
    let mut count = [0; 2];
    let mut failures = Vec::new();
    for number in 0..ITEMS {
        let (source, tokens, expect) = item(number);
        match outcome(&source, tokens, expect) {
            Ok(is_code) => count[usize::from(is_code)] += 1,
            Err(problem) => failures.push(format!("item {number}: {problem}\n{source}\n")),
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {ITEMS} items fail, such as\n{}",
        failures.len(),
        failures[..failures.len().min(5)].join("\n")
    );
    let [errors, code] = count;
    assert!(errors > ITEMS / 4 && code > ITEMS / 4, "{errors} items with errors and {code} without");
}

/// The item of a number: a quarter are valid, a quarter hold a mistake, and half are mutations of both.
fn item(number: u64) -> (String, TokenStream, Expect) {
    let mut dice = Dice::new(number);
    let mut item = Item::any(&mut dice);
    let is_wrong = number % 2 == 1;
    if is_wrong {
        mistakes::put_into(&mut item, &mut dice);
    }
    let source = item.to_string();
    let tokens: TokenStream = source.parse().unwrap_or_else(|error| panic!("{error}: {source}"));
    if number % 4 >= 2 {
        let (source, tokens) = mutation::mutated(tokens, &mut dice);
        return (source, tokens, Expect::Either);
    }
    let tokens = if dice.one_in(4) { with_groups(tokens) } else { tokens };
    (source, tokens, if is_wrong { Expect::Errors } else { Expect::Code })
}

/// The item with the type of each field in an invisible group, as `macro_rules!` hands over a `$t:ty`.
fn with_groups(tokens: TokenStream) -> TokenStream {
    struct Groups;
    impl VisitMut for Groups {
        fn visit_field_mut(&mut self, field: &mut Field) {
            let span = field.ty.to_token_stream().into_iter().next().expect("a type").span();
            let elem = Box::new(field.ty.clone());
            field.ty = Type::Group(TypeGroup { attrs: Vec::new(), group_token: token::Group { span }, elem });
        }
    }
    let Ok(mut input) = syn::parse2::<DeriveInput>(tokens.clone()) else { return tokens };
    Groups.visit_derive_input_mut(&mut input);
    input.to_token_stream()
}

/// Whether an item expands to code, or what is wrong with its expansion.
fn outcome(source: &str, tokens: TokenStream, expect: Expect) -> Result<bool, String> {
    let (name, types) = (name(&tokens), field_types(&tokens));
    // What the compiler refuses by itself is left to it, beside a stub.
    let (fields, refused) = (types.len(), types.iter().any(is_refused));
    let expansion =
        catch_unwind(AssertUnwindSafe(|| derive(tokens))).map_err(|_| "the derive panics".to_owned())?;
    let file: syn::File = syn::parse2(expansion.clone()).map_err(|error| format!("{error}: {expansion}"))?;
    let errors: Vec<TokenStream> =
        file.items.iter().filter(|item| is_error(item)).map(|item| item.to_token_stream()).collect();
    for tree in errors.iter().cloned().flat_map(flat) {
        if !is_inside(tree.span(), source) {
            return Err(format!("an error stands outside of the item: {}", errors[0]));
        }
    }
    let implementations =
        items(&file).into_iter().filter(|item| is_implementation(item, name.as_deref())).count();
    if implementations != usize::from(name.is_some()) {
        return Err(format!("{implementations} implementations for {name:?}: {expansion}"));
    }
    // What the compiler refuses by itself is left to it, beside a stub.
    if expect == Expect::Code
        && !refused
        && Named::of(&file) != (Named { fields: 2 * fields, has_rest: false })
    {
        return Err(format!("a pattern leaves out a field: {expansion}"));
    }
    if expect == Expect::Code && source.contains("crate = \"") && names_our_crate(expansion) {
        return Err("the expansion of an item with another path of nn-core names `nn_core`".to_owned());
    }
    match (expect, errors.is_empty()) {
        (Expect::Code, false) => Err(format!("an error about a valid item: {}", errors[0])),
        (Expect::Errors, true) => Err("no error about a mistake".to_owned()),
        (_, is_code) => Ok(is_code),
    }
}

/// The name of an item, found without a parser.
fn name(item: &TokenStream) -> Option<String> {
    let mut trees = item.clone().into_iter();
    trees.find(|tree| ["struct", "enum", "union"].contains(&tree.to_string().as_str()))?;
    match trees.next() {
        Some(TokenTree::Ident(name)) if syn::parse_str::<syn::Ident>(&name.to_string()).is_ok() => {
            Some(name.to_string())
        }
        _ => None,
    }
}

/// The types of an item's fields.
fn field_types(item: &TokenStream) -> Vec<Type> {
    let types = |fields: Fields| fields.into_iter().map(|field| field.ty);
    match syn::parse2::<DeriveInput>(item.clone()).map(|input| input.data) {
        Ok(Data::Struct(data)) => types(data.fields).collect(),
        Ok(Data::Enum(data)) => data.variants.into_iter().flat_map(|variant| types(variant.fields)).collect(),
        _ => Vec::new(),
    }
}

/// The fields that are named in the patterns of both methods.
#[derive(Default, PartialEq)]
struct Named {
    fields: usize,
    has_rest: bool,
}

impl Named {
    fn of(file: &syn::File) -> Self {
        let mut named = Self::default();
        named.visit_file(file);
        named
    }
}

impl Visit<'_> for Named {
    fn visit_pat_struct(&mut self, pattern: &PatStruct) {
        self.fields += pattern.fields.len();
        self.has_rest |= pattern.rest.is_some();
    }
}

fn is_error(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Macro(item) if item.mac.path.segments.last().is_some_and(|last| last.ident == "compile_error"))
}

/// The items of an expansion, those inside a constant as well.
fn items(file: &syn::File) -> Vec<&syn::Item> {
    struct Items<'a>(Vec<&'a syn::Item>);
    impl<'a> Visit<'a> for Items<'a> {
        fn visit_item(&mut self, item: &'a syn::Item) {
            self.0.push(item);
            syn::visit::visit_item(self, item);
        }
    }
    let mut items = Items(Vec::new());
    items.visit_file(file);
    items.0
}

fn is_implementation(item: &syn::Item, name: Option<&str>) -> bool {
    let syn::Item::Impl(item) = item else { return false };
    let is_module = item
        .trait_
        .as_ref()
        .is_some_and(|found| found.0.segments.last().is_some_and(|last| last.ident == "Module"));
    let Type::Path(own) = &*item.self_ty else { return false };
    is_module && own.path.segments.last().is_some_and(|last| Some(last.ident.to_string().as_str()) == name)
}

fn names_our_crate(expansion: TokenStream) -> bool {
    flat(expansion).iter().any(|tree| matches!(tree, TokenTree::Ident(word) if word == "nn_core"))
}

/// All tokens, those inside groups as well.
fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    let mut found = Vec::new();
    for tree in tokens {
        if let TokenTree::Group(group) = &tree {
            found.extend(flat(group.stream()));
        }
        found.push(tree);
    }
    found
}

/// Whether a place is inside the source.
fn is_inside(span: Span, source: &str) -> bool {
    let range = span.byte_range();
    !range.is_empty() && source.get(range) == span.source_text().as_deref()
}
