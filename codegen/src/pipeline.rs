//! The way of a document through the stages.

use rollcall_spec::{Api, DocumentFinding};
use serde_json::Value;

use crate::diagnostic::{Diagnostics, Severity};
use crate::load::{self, Loaded};
use crate::model::Package;
use crate::normalise::overlay::Correction;
use crate::normalise::{self, Normalised, overlay, path_items};
use crate::place::{File, Places};
use crate::report::{At, Reporter};
use crate::shape::Version;
use crate::{Failure, Input, Output, Report, emit, findings, loss, lower, requirements, verify};

/// A document that passed every check.
struct Checked {
    document: Value,
    places: Places,
    normalised: Normalised,
    digest: String,
    report: Report,
    findings: Vec<DocumentFinding>,
}

/// The route table of a document, what was said of it, and where its nodes stand.
pub(crate) fn read(input: &Input) -> Result<(Api, Report, Places), Diagnostics> {
    let checked = check(input)?;
    let reporter = reporter(input, &checked.places);
    let mut api = lower::route_table(&lower_input(input, &checked, &reporter));
    api.findings = checked.findings.into();
    Ok((api, checked.report, checked.places))
}

/// The emitted files of a document.
pub(crate) fn generate(input: &Input) -> Result<Output, Failure> {
    let mut checked = check(input)?;
    let mut diagnostics = Diagnostics::default();
    let reporter = reporter(input, &checked.places);
    let mut package: Package =
        lower::lower(&lower_input(input, &checked, &reporter), &mut diagnostics);
    if let Some(sentences) = &input.requirements {
        package.requirements = requirements::read(sentences, &checked.document, &mut diagnostics);
    }
    if diagnostics.has_errors() {
        diagnostics.sort();
        return Err(diagnostics.into());
    }
    checked.report.diagnostics.extend(diagnostics);
    package.api.findings = checked.findings.into();
    let files = emit::package(&package, &input.document.name)?;
    Ok(Output { module: emit::module(&input.id), files, api: package.api, report: checked.report })
}

fn reporter<'a>(input: &'a Input, places: &'a Places) -> Reporter<'a> {
    Reporter {
        document: &input.document,
        overlay: input.overlay.as_ref(),
        requirements: None,
        places,
    }
}

fn lower_input<'a>(
    input: &'a Input,
    checked: &'a Checked,
    reporter: &'a Reporter<'a>,
) -> lower::Input<'a> {
    lower::Input {
        document: &checked.document,
        normalised: &checked.normalised,
        reporter,
        id: &input.id,
        digest: &checked.digest,
    }
}

fn check(input: &Input) -> Result<Checked, Diagnostics> {
    let Loaded { value: published, mut places } = load::load(&input.document, File::Document)?;
    let mut diagnostics = Diagnostics::default();
    // Findings are about the document as it was published, corrections or not.
    let published_places = places.clone();
    let mut document = published.clone();
    let mut corrections = Vec::new();
    if let Some(source) = &input.overlay {
        corrections = overlay::apply(source, &mut document, &mut places)?;
    }
    let reporter = self::reporter(input, &places);
    let Some(version) = verify::version(&document, &reporter, &mut diagnostics) else {
        return Err(diagnostics);
    };
    path_items::inline(&mut document);
    verify::verify(&document, version, &reporter, &mut diagnostics);
    if diagnostics.has_errors() {
        diagnostics.sort();
        return Err(diagnostics);
    }
    let before = self::reporter(input, &published_places);
    findings::find(&published, &document, version, &before, &corrections, &mut diagnostics);
    diagnostics.sort();
    let mut findings = published_findings(&diagnostics);
    findings.extend(corrected(&corrections, &before, &findings));
    findings.sort_by_key(|one| (one.line, one.column));
    let loss = loss::loss(&document, &reporter);
    let normalised = normalised(&document, version, &reporter)?;
    let digest = load::digest(&input.document, input.overlay.as_ref());
    let report = Report { diagnostics, loss };
    Ok(Checked { document, places, normalised, digest, report, findings })
}

fn normalised(
    document: &Value,
    version: Version,
    reporter: &Reporter<'_>,
) -> Result<Normalised, Diagnostics> {
    normalise::normalise(document, version).map_err(|error| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(
            reporter
                .error("not-openapi", At::Value, "", error.to_string())
                .why("the document passed every check of ours, and is still not what OpenAPI 3.0 allows")
                .help("look for a value of the wrong kind"),
        );
        diagnostics
    })
}

/// What the overlay corrects is a defect of the document too, whether or not a rule has a name for it.
fn corrected(
    corrections: &[Correction],
    published: &Reporter<'_>,
    known: &[DocumentFinding],
) -> Vec<DocumentFinding> {
    let named = |id: &str| known.iter().any(|one| one.help.contains(&format!("`{id}`")));
    corrections
        .iter()
        .filter(|one| !named(&one.id))
        .map(|one| {
            let place = published.excerpt(At::Key, &one.at, "");
            DocumentFinding {
                rule: "corrected-by-overlay".into(),
                line: place.line,
                column: place.column,
                pointer: one.at.clone().into(),
                message: one.why.clone().into(),
                help: format!("the overlay corrects it by `{}`; {}", one.id, one.evidence).into(),
            }
        })
        .collect()
}

fn published_findings(diagnostics: &Diagnostics) -> Vec<DocumentFinding> {
    diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Finding)
        .map(|one| DocumentFinding {
            rule: one.rule.into(),
            line: one.at.line,
            column: one.at.column,
            pointer: one.pointer.clone().into(),
            message: one.message.clone().into(),
            help: one.help.clone().into(),
        })
        .collect()
}
