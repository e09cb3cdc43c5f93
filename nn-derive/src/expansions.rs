//! What the derive writes for ten representative items, in files to read beside them in `expansions/`:
//! `EXPAND=overwrite cargo test -p nn-derive` writes them anew.

use std::{env, fs, path::Path};

use crate::module::derive;

const ITEMS: [&str; 10] = [
    "named_struct",
    "tuple_struct",
    "unit_struct",
    "generic_bounds",
    "const_generic_array",
    "enum_variants",
    "skip",
    "rename_flatten_frozen_with",
    "lifetimes",
    "crate_and_bound",
];

#[test]
fn items_expand_as_they_were_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions");
    for item in ITEMS {
        let source = fs::read_to_string(folder.join(format!("{item}.rs"))).expect("an item");
        let expansion = derive(source.parse().expect("tokens"));
        let code = prettyplease::unparse(&syn::parse2(expansion).expect("code"));
        let file = folder.join(format!("{item}.expanded.rs"));
        if env::var("EXPAND").is_ok_and(|wanted| wanted == "overwrite") {
            fs::write(&file, &code).expect("a file that can be written");
        }
        let expected = fs::read_to_string(&file).expect("an expansion");
        assert_eq!(code, expected, "`{item}` expands differently: see what changed by `EXPAND=overwrite`");
    }
}
