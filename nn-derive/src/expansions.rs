//! What the derives, `sequential!` and `#[shapes]` write for representative items, in files to read beside them in `expansions/`:
//! `EXPAND=overwrite cargo test -p nn-derive` writes them anew.

use std::{env, fs, path::Path};

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::visit::Visit;
use syn::{Item, ItemConst, ItemFn, ItemStruct, PatIdent, TypeParam};

use crate::{follow, forward, init, module, sequential};

/// Items of a name, each expanded by the same function.
type Group = (fn(TokenStream) -> TokenStream, &'static [&'static str]);

const GROUPS: [Group; 6] = [
    (
        module::derive,
        &[
            "named_struct",
            "tuple_struct",
            "unit_struct",
            "generic_bounds",
            "const_generic_array",
            "enum_variants",
            "skip",
            "rename_flatten_with",
            "lifetimes",
            "crate_and_bound",
        ],
    ),
    (forward_and_init, &["cascade", "cascade_with_arguments"]),
    (only_forward, &["cascade_enum"]),
    (only_init, &["init_tied"]),
    (chain, &["sequential"]),
    (shapes, &["followed"]),
];

fn forward_and_init(item: TokenStream) -> TokenStream {
    let input = syn::parse2(item).expect("an item");
    let (forward, init) = (forward::derive(&input), init::derive(&input));
    quote!(#forward #init)
}

fn only_forward(item: TokenStream) -> TokenStream {
    forward::derive(&syn::parse2(item).expect("an item"))
}

fn only_init(item: TokenStream) -> TokenStream {
    init::derive(&syn::parse2(item).expect("an item"))
}

/// A struct, and an implementation with `#[shapes(..)]`.
fn shapes(items: TokenStream) -> TokenStream {
    let file: syn::File = syn::parse2(items).expect("items");
    let [input, Item::Impl(block)] = file.items.as_slice() else { panic!("a struct and an implementation") };
    let attributes = block.attrs[0].meta.require_list().expect("arguments").tokens.clone();
    let handed = quote!({ ::nn_core } { #input } { #attributes } { #block });
    follow::followed(syn::parse2(handed).expect("what is handed on"))
}

/// A chain is an expression.
fn chain(layers: TokenStream) -> TokenStream {
    let layers = syn::parse2(quote!((::nn_core) #layers)).expect("layers");
    let chain = sequential::expand(&layers);
    quote!(const CHAIN: () = { let _ = #chain; };)
}

/// The source and the expansion of each item, with its name.
fn expanded() -> Vec<(&'static str, TokenStream, syn::File)> {
    let all = GROUPS.iter().flat_map(|(expand, items)| items.iter().map(move |item| (*item, *expand)));
    let expand = |(item, expand): (&'static str, fn(TokenStream) -> TokenStream)| {
        let source = fs::read_to_string(folder().join(format!("{item}.rs"))).expect("an item");
        let source: TokenStream = source.parse().expect("tokens");
        (item, source.clone(), syn::parse2(expand(source)).expect("code"))
    };
    all.map(expand).collect()
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions")
}

#[test]
fn items_expand_as_they_were_read() {
    for (item, _, file) in expanded() {
        let code = prettyplease::unparse(&file);
        let file = folder().join(format!("{item}.expanded.rs"));
        if env::var("EXPAND").is_ok_and(|wanted| wanted == "overwrite") {
            fs::write(&file, &code).expect("a file that can be written");
        }
        let expected = fs::read_to_string(&file).expect("an expansion");
        assert_eq!(code, expected, "`{item}` expands differently: see what changed by `EXPAND=overwrite`");
    }
}

/// A name that the expansion gives could be that of a constant or a static of the user, which a pattern would mean
/// instead.
#[test]
fn names_that_the_expansions_give_begin_with_two_underscores() {
    for (item, source, file) in expanded() {
        let mut given = Given(Vec::new());
        given.visit_file(&file);
        let own = words(source);
        let is_ours =
            |name: &&String| !name.starts_with("__") && !own.contains(name) && !API.contains(&name.as_str());
        let bare: Vec<&String> = given.0.iter().filter(is_ours).collect();
        assert!(bare.is_empty(), "`{item}` gives the names {bare:?}");
        assert!(item == "unit_struct" || given.0.iter().any(|name| name.starts_with("__")), "{item}");
    }
}

/// What users are to call, and the constant around a chain in this file.
const API: [&str; 9] =
    ["_", "visit", "visit_mut", "forward", "init", "spec", "output_shape", "OUTPUT_SHAPE", "CHAIN"];

/// The names that code gives: to variables, parameters, constants, functions and types.
struct Given(Vec<String>);

impl Given {
    fn add(&mut self, name: &Ident) {
        self.0.push(name.to_string());
    }
}

impl<'ast> Visit<'ast> for Given {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.add(&pat.ident);
        syn::visit::visit_pat_ident(self, pat);
    }

    fn visit_item_const(&mut self, item: &'ast ItemConst) {
        self.add(&item.ident);
        syn::visit::visit_item_const(self, item);
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.add(&item.sig.ident);
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        // The spec of a model is named after it.
        let of_the_user = item.ident.to_string();
        if !of_the_user.ends_with("Spec") {
            self.add(&item.ident);
        }
        syn::visit::visit_item_struct(self, item);
    }

    fn visit_type_param(&mut self, param: &'ast TypeParam) {
        self.add(&param.ident);
        syn::visit::visit_type_param(self, param);
    }
}

/// All names in some tokens.
fn words(tokens: TokenStream) -> Vec<String> {
    let word = |tree| match tree {
        TokenTree::Ident(ident) => vec![ident.to_string()],
        TokenTree::Group(group) => words(group.stream()),
        _ => Vec::new(),
    };
    tokens.into_iter().flat_map(word).collect()
}
