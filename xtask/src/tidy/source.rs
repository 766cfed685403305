//! What one Rust file names, how long its functions are, and where it is async; read with syn, macros included.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::problem::Problem;
use super::tree::Tree;

/// Rule: every Rust file parses, or the other rules would be blind to it.
pub(super) fn parses(tree: &Tree, problems: &mut Vec<Problem>) {
    for (path, source) in tree.parsed() {
        if let Err(Unreadable { line, reason }) = source {
            let what = format!("tidy cannot read this file: {reason}");
            problems.push(Problem::new(path, *line, what, "make it a Rust file that parses"));
        }
    }
}

/// The parts of a Rust file that rules look at.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Every path of two or more segments, every import and every macro, resolved as far as text allows.
    pub(super) names: Vec<Name>,
    /// Every function with a body.
    pub(super) functions: Vec<Function>,
    /// Lines that hold `async` or `.await`.
    pub(super) asyncs: Vec<usize>,
    /// Modules in files of their own that are compiled for tests alone, such as `[check, testing]`.
    pub(super) test_modules: Vec<Vec<String>>,
}

/// Why a file does not parse, and where.
#[derive(Debug)]
pub(super) struct Unreadable {
    line: usize,
    reason: String,
}

/// A path as written, with `self` and `super` resolved to `crate::…`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) line: usize,
    pub(super) segments: Vec<String>,
    /// Whether it stands in code that is compiled for tests alone.
    pub(super) in_test: bool,
}

/// A function and its length.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function {
    pub(super) line: usize,
    pub(super) name: String,
    /// Lines from the signature to the closing brace that hold code: neither blank nor comment alone.
    pub(super) code_lines: usize,
}

impl Source {
    /// Reads one file.
    pub(super) fn read(path: &str, text: &str) -> Result<Self, Unreadable> {
        let file = syn::parse_file(text).map_err(|error| Unreadable {
            line: error.span().start().line,
            reason: error.to_string(),
        })?;
        let text = text.lines().collect();
        let mut reader =
            Reader { module: module_of(path), text, in_test: false, found: Self::default() };
        reader.visit_file(&file);
        Ok(reader.found)
    }
}

/// The module path of a file inside its crate: `harness/src/check/mod.rs` is `[check]`.
pub(super) fn module_of(path: &str) -> Vec<String> {
    let inside = path.split_once("/src/").map_or(path, |(_, inside)| inside);
    let mut module: Vec<String> =
        inside.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

fn is_cfg_test(attribute: &syn::Attribute) -> bool {
    let is_test = |list: &syn::MetaList| list.tokens.to_string() == "test";
    attribute.path().is_ident("cfg") && attribute.meta.require_list().is_ok_and(is_test)
}

struct Reader<'a> {
    module: Vec<String>,
    text: Vec<&'a str>,
    in_test: bool,
    found: Source,
}

impl Reader<'_> {
    fn name(&mut self, line: usize, segments: Vec<String>) {
        let segments = self.resolve(segments);
        self.found.names.push(Name { line, segments, in_test: self.in_test });
    }

    /// Turns `self::a` and `super::a` into `crate::…::a`.
    fn resolve(&self, segments: Vec<String>) -> Vec<String> {
        let mut module = self.module.clone();
        let mut relative = false;
        let mut rest = segments.as_slice();
        while let Some((first, tail)) = rest.split_first() {
            match first.as_str() {
                "self" => {}
                "super" => {
                    module.pop();
                }
                _ => break,
            }
            relative = true;
            rest = tail;
        }
        if !relative {
            return segments;
        }
        let crate_word = std::iter::once("crate".to_owned());
        crate_word.chain(module).chain(rest.iter().cloned()).collect()
    }

    fn use_tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let grown = |ident: &syn::Ident| {
            let mut path = prefix.to_vec();
            path.push(ident.to_string());
            path
        };
        match tree {
            syn::UseTree::Path(path) => self.use_tree(&grown(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.name(name.span().start().line, grown(&name.ident)),
            syn::UseTree::Rename(name) => self.name(name.span().start().line, grown(&name.ident)),
            syn::UseTree::Glob(glob) => self.name(glob.span().start().line, prefix.to_vec()),
            syn::UseTree::Group(group) => {
                for item in &group.items {
                    self.use_tree(prefix, item);
                }
            }
        }
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let first = signature.span().start().line;
        let last = block.span().end().line;
        let is_code = |line: &&&str| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with("//")
        };
        let body = self.text.get(first - 1..last).unwrap_or_default();
        let code_lines = body.iter().filter(is_code).count();
        let name = signature.ident.to_string();
        self.found.functions.push(Function { line: first, name, code_lines });
    }

    /// Paths and `async` inside a macro's tokens, where syn sees no structure.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut line = 0;
        // Colons seen since the last identifier: two of them join a path.
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    let word = ident.to_string();
                    if matches!(word.as_str(), "async" | "await") {
                        self.found.asyncs.push(ident.span().start().line);
                    }
                    if colons != 2 {
                        self.end_of_path(line, &mut path);
                        line = ident.span().start().line;
                    }
                    path.push(word);
                    colons = 0;
                }
                TokenTree::Punct(punct)
                    if punct.as_char() == ':'
                        && (colons == 1 || punct.spacing() == Spacing::Joint) =>
                {
                    colons += 1;
                }
                TokenTree::Group(group) => {
                    self.end_of_path(line, &mut path);
                    colons = 0;
                    self.tokens(group.stream());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {
                    self.end_of_path(line, &mut path);
                    colons = 0;
                }
            }
        }
        self.end_of_path(line, &mut path);
    }

    fn end_of_path(&mut self, line: usize, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.name(line, path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let outside = self.in_test;
        self.in_test |= module.attrs.iter().any(is_cfg_test);
        self.module.push(module.ident.to_string());
        if self.in_test && module.content.is_none() {
            self.found.test_modules.push(self.module.clone());
        }
        visit::visit_item_mod(self, module);
        self.module.pop();
        self.in_test = outside;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.use_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|it| it.ident.to_string()).collect();
        if segments.len() > 1 {
            self.name(path.span().start().line, segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invoked: &'ast syn::Macro) {
        visit::visit_macro(self, invoked);
        self.tokens(invoked.tokens.clone());
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let Some(word) = &signature.asyncness {
            self.found.asyncs.push(word.span().start().line);
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
        self.found.asyncs.push(block.async_token.span().start().line);
        visit::visit_expr_async(self, block);
    }

    fn visit_expr_await(&mut self, expression: &'ast syn::ExprAwait) {
        self.found.asyncs.push(expression.await_token.span().start().line);
        visit::visit_expr_await(self, expression);
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        if let Some(word) = &closure.asyncness {
            self.found.asyncs.push(word.span().start().line);
        }
        visit::visit_expr_closure(self, closure);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &str, text: &str) -> Vec<String> {
        let source = Source::read(path, text).unwrap();
        source.names.iter().map(|name| name.segments.join("::")).collect()
    }

    #[test]
    fn imports_paths_and_macros_are_all_seen() {
        let text = "use crate::{a::B, c::*};\nfn f() { x::y(); assert_eq!(super::z::Q, 1); }\n";
        assert_eq!(
            names("harness/src/check/rule.rs", text),
            ["crate::a::B", "crate::c", "x::y", "crate::check::z::Q"]
        );
    }

    #[test]
    fn super_counts_from_an_inline_module() {
        let text = "mod tests { use super::super::target::Client; }\n";
        assert_eq!(names("harness/src/check/mod.rs", text), ["crate::target::Client"]);
    }

    #[test]
    fn code_for_tests_alone_is_marked() {
        let text = "use a::b;\n#[cfg(test)]\nmod testing;\n#[cfg(test)]\nmod tests { use c::d; }\nuse e::f;\n";
        let source = Source::read("harness/src/check/mod.rs", text).unwrap();
        let marks: Vec<bool> = source.names.iter().map(|name| name.in_test).collect();
        assert_eq!(marks, [false, true, false]);
        assert_eq!(source.test_modules, [["check", "testing"]]);
    }

    #[test]
    fn a_type_ascription_in_a_macro_is_no_path() {
        assert!(names("a/src/b.rs", "m! { field: target, other: check }\n").is_empty());
    }

    #[test]
    fn comments_and_blank_lines_do_not_lengthen_a_function() {
        let text = "fn f() {\n    // why\n\n    g();\n}\n";
        let source = Source::read("a/src/b.rs", text).unwrap();
        let expected = Function { line: 1, name: "f".to_owned(), code_lines: 3 };
        assert_eq!(source.functions, [expected]);
    }

    #[test]
    fn async_is_seen_in_signatures_blocks_and_macros() {
        let text = "async fn f() {}\nfn g() { h(async {}); }\nfn i() { m!(x.await); }\n";
        assert_eq!(Source::read("a/src/b.rs", text).unwrap().asyncs, [1, 2, 3]);
    }

    #[test]
    fn a_file_that_does_not_parse_is_told() {
        let mut problems = Vec::new();
        parses(&Tree::of(&[("a/src/b.rs", "//! b\nfn f( {\n")]), &mut problems);
        assert_eq!((problems.len(), problems[0].line), (1, 2));
        problems.clear();
        parses(&Tree::of(&[("a/src/b.rs", "//! b\n")]), &mut problems);
        assert!(problems.is_empty());
    }
}
