//! `rollcall plan`: what would be sent and what would be changed; no traffic.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::args::PlanArgs;
use super::{Done, settings, setup};
use crate::plan::{self, Plan};
use crate::record::{Case, Class};

/// Shows the plan.
pub(super) fn run(args: &PlanArgs) -> Done {
    let dialect = setup::dialect(&args.api)?;
    let (mut file, _) = settings::filed(&args.config, args.target.as_ref())?;
    args.select.lay_over(&mut file)?;
    let seed = setup::seed_or_drawn(file.seed);
    let selection = settings::selection(dialect, &file)?;
    let random = file.cases.unwrap_or(plan::usual_cases(dialect));
    let shard = setup::shard(&file)?;
    let plan = Plan::new(dialect, &selection, seed, random).part(shard);
    let extent = plan.extent(&selection);
    let part = shard.map_or_else(String::new, |own| format!(", shard {own}"));
    let mut text = format!("The plan for {}, seed {seed}{part}\n\n", dialect.id);
    let mut counts: BTreeMap<(String, Class), usize> = BTreeMap::new();
    for case in plan.places().filter_map(|place| plan.case(place, &selection)) {
        for step in &case.steps {
            *counts.entry((step.call.operation.clone(), step.class)).or_default() += 1;
        }
        if args.steps {
            text.push_str(&steps(&case));
        }
    }
    if args.steps {
        text.push('\n');
    }
    for operation in &selection.operations {
        let route = dialect.route(operation);
        let _ = writeln!(text, "{operation}  {} {}", route.method, route.template);
        for ((_, class), times) in counts.iter().filter(|((own, _), _)| own == operation) {
            let _ = writeln!(text, "  {times:>6}  {}", class.words());
        }
    }
    let _ = write!(
        text,
        "\n{} cases, {} requests; {} requests would change a participant.\n\
         {} cases remove participants, each in a world of its own that the provider hands over:\n\
         a conference of three participants and one of a single participant.\n\
         Nothing else is ever changed. No request was sent.\n",
        extent.cases, extent.requests, extent.changes, extent.consuming,
    );
    if let Some(note) = selection.note() {
        let _ = writeln!(text, "{note}");
    }
    if let Err(refusal) = settings::spare_production(dialect, &file, &selection) {
        let _ = writeln!(text, "`check` would refuse it: {refusal}");
    }
    super::print(&text);
    Ok(0)
}

fn steps(case: &Case) -> String {
    let mut text = format!("{:>5}  {}: {}\n", case.index, case.operation, case.title);
    for step in &case.steps {
        let method = step.call.method.as_deref().unwrap_or("");
        let _ = writeln!(
            text,
            "         {method:<6} {}  {}{}",
            step.call.operation,
            step.class.words(),
            if step.note.is_empty() { String::new() } else { format!(" ({})", step.note) },
        );
    }
    text
}
