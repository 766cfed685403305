//! A type that contains itself by value has no size; the members on such a circle are boxed, and no others.

use crate::model::{Shape, Type, TypeDef};

/// Boxes every member from which its own type can be reached again. Lists and maps end a circle by themselves.
pub(super) fn box_cycles(types: &mut [TypeDef]) {
    let edges: Vec<Vec<usize>> = types.iter().map(contained).collect();
    let reaches = |from: usize, goal: usize| {
        let mut seen = vec![false; edges.len()];
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            if at == goal {
                return true;
            }
            if !std::mem::replace(&mut seen[at], true) {
                open.extend(edges[at].iter().copied());
            }
        }
        false
    };
    for (index, definition) in types.iter_mut().enumerate() {
        if let Shape::Struct { fields, .. } = &mut definition.shape {
            for field in fields {
                if let Type::Named(id) = field.ty {
                    field.boxed = reaches(id.0, index);
                }
            }
        }
    }
}

/// The types that a definition holds by value. A union boxes its alternatives always, so it holds none.
fn contained(definition: &TypeDef) -> Vec<usize> {
    match &definition.shape {
        Shape::Struct { fields, .. } => fields
            .iter()
            .filter_map(|field| match field.ty {
                Type::Named(id) => Some(id.0),
                _ => None,
            })
            .collect(),
        Shape::Enum { .. } | Shape::Union { .. } => Vec::new(),
    }
}
