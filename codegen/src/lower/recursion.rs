//! A type that contains itself by value has no size; the members on such a circle are boxed, and no others.

use crate::model::{Shape, Type, TypeDef};

/// Boxes every member from which its own type can be reached again. Lists and maps end a circle by themselves.
pub(super) fn box_cycles(types: &mut [TypeDef]) {
    let edges: Vec<Vec<usize>> = types.iter().map(contained).collect();
    let circles = circles(&edges);
    for (index, definition) in types.iter_mut().enumerate() {
        if let Shape::Struct { fields, .. } = &mut definition.shape {
            for field in fields {
                if let Type::Named(id) = field.ty {
                    field.boxed = circles[id.0] == circles[index];
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
        Shape::Enum { .. } | Shape::Integers { .. } | Shape::Union { .. } | Shape::Tagged(_) => {
            Vec::new()
        }
    }
}

/// A number for each node, the same for those that reach each other (R. Tarjan, 1972), without recursion.
fn circles(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut order: Vec<Option<usize>> = vec![None; edges.len()];
    let mut lowest = vec![0; edges.len()];
    let mut circle: Vec<Option<usize>> = vec![None; edges.len()];
    let mut met = 0;
    // Nodes that belong to no circle yet.
    let mut open = Vec::new();
    for start in 0..edges.len() {
        if order[start].is_some() {
            continue;
        }
        // Each node on the way with the number of its edges that were walked.
        let mut path = vec![(start, 0)];
        while let Some((at, walked)) = path.last_mut() {
            let (at, next) = (*at, *walked);
            *walked += 1;
            if next == 0 {
                order[at] = Some(met);
                lowest[at] = met;
                met += 1;
                open.push(at);
            }
            if let Some(&target) = edges[at].get(next) {
                match order[target] {
                    None => path.push((target, 0)),
                    Some(order) if circle[target].is_none() => lowest[at] = lowest[at].min(order),
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            if let Some((above, _)) = path.last() {
                lowest[*above] = lowest[*above].min(lowest[at]);
            }
            if order[at] == Some(lowest[at]) {
                while let Some(member) = open.pop() {
                    circle[member] = Some(at);
                    if member == at {
                        break;
                    }
                }
            }
        }
    }
    circle.into_iter().map(Option::unwrap_or_default).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether each edge's end leads back to its start, looked for one edge at a time.
    fn leads_back(edges: &[Vec<usize>], from: usize, goal: usize) -> bool {
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
    }

    proptest::proptest! {
        #[test]
        fn those_that_reach_each_other_share_a_number(
            edges in proptest::collection::vec(proptest::collection::vec(0_usize..8, 0..3), 8)
        ) {
            let circles = circles(&edges);
            for (at, targets) in edges.iter().enumerate() {
                for target in targets {
                    let same = circles[*target] == circles[at];
                    proptest::prop_assert_eq!(same, leads_back(&edges, *target, at));
                }
            }
        }
    }
}
