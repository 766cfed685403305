//! `cargo xtask gen`: the documents under `spec/` to the files under `generated/src/`, or one document to a folder.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use rollcall_codegen::{
    Drift, Failure, Input, Loss, Output, Sentences, Source, Tree, generate, id_of, library,
};

/// Everything is as it should be.
pub(crate) const OK: u8 = 0;
/// A document is broken; the diagnostics are on stderr, the files on disk as they were.
pub(crate) const BROKEN: u8 = 1;
/// The command line or a path is wrong. clap ends with the same code.
pub(crate) const USAGE: u8 = 2;
/// `--check` found files that are missing, stale or orphans.
pub(crate) const NEEDS_UPDATE: u8 = 4;
/// `--deny-loss`, and the output does not honour a keyword.
pub(crate) const LOSS_DENIED: u8 = 5;

/// Arguments of `cargo xtask gen`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 fine, 1 a document is broken, 2 usage, 4 files need an update (--check), 5 loss denied (--deny-loss)"
)]
pub(crate) struct Args {
    /// Write nothing; name each file that is missing, stale or an orphan.
    #[arg(long)]
    check: bool,
    /// Fail where the output does not honour a keyword of a document.
    #[arg(long)]
    deny_loss: bool,
    /// Print what the output does not honour.
    #[arg(long, value_name = "FORMAT")]
    loss_report: Option<LossFormat>,
    /// Read this document in place of those under spec/.
    #[arg(long, value_name = "FILE", requires = "out")]
    input: Option<PathBuf>,
    /// Write below this folder, which then holds nothing else.
    #[arg(long, value_name = "DIR", requires = "input")]
    out: Option<PathBuf>,
    /// Corrections of the document.
    #[arg(long, value_name = "FILE", requires = "input")]
    overlay: Option<PathBuf>,
    /// Normative sentences about the document.
    #[arg(long, value_name = "FILE", requires = "input")]
    requirements: Option<PathBuf>,
}

/// How the loss report is written.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum LossFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Runs the task; every message is on stderr, the loss report on stdout.
pub(crate) fn run(args: &Args) -> ExitCode {
    match task(args) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::from(USAGE)
        }
    }
}

/// What is to be generated, and where it goes.
struct Job {
    inputs: Vec<Input>,
    root: PathBuf,
    /// The command that mends what `--check` finds.
    cure: String,
    /// Whether `lib.rs` over all apis belongs to it.
    library: bool,
}

fn task(args: &Args) -> anyhow::Result<u8> {
    let job = if let (Some(input), Some(out)) = (&args.input, &args.out) {
        single(args, input, out)?
    } else {
        workspace()?
    };
    let mut outputs = Vec::new();
    let mut broken = false;
    // Every document is looked at before anything is written.
    for input in &job.inputs {
        match generate(input) {
            Ok(output) => outputs.push(output),
            Err(Failure::Broken(diagnostics)) => {
                say(&diagnostics.to_string());
                broken = true;
            }
            Err(failure @ Failure::NotRust(_)) => {
                say(&format!("error: {failure}"));
                broken = true;
            }
        }
    }
    if broken {
        say("nothing was written");
        return Ok(BROKEN);
    }
    let is_lossy = losses(args, &outputs)?;
    if args.deny_loss && is_lossy {
        say(
            "error: the output does not honour every keyword; help: see the loss report above, or leave out --deny-loss",
        );
        return Ok(LOSS_DENIED);
    }
    finish(args, &job, outputs)
}

fn finish(args: &Args, job: &Job, outputs: Vec<Output>) -> anyhow::Result<u8> {
    let mut tree = Tree::default();
    let mut modules = Vec::new();
    for output in outputs {
        for diagnostic in &output.report.diagnostics {
            say(&diagnostic.to_string());
        }
        if job.library {
            modules.push(output.module.clone());
            tree.graft(&output.module, output.files);
        } else {
            tree = output.files;
        }
    }
    if job.library {
        tree.insert("lib.rs", library(&modules)?);
    }
    if args.check {
        let drift = tree.compare(&job.root)?;
        for (path, kind) in &drift {
            say(&format!("{kind:>8} {}", job.root.join(path).display()));
        }
        if drift.is_empty() {
            return Ok(OK);
        }
        say(&format!(
            "error: {} of the generated files need an update; help: run `{}`",
            drift.len(),
            job.cure
        ));
        return Ok(NEEDS_UPDATE);
    }
    for (path, kind) in tree.write(&job.root)? {
        let verb = match kind {
            Drift::Missing => "created",
            Drift::Stale => "updated",
            Drift::Orphan => "removed",
        };
        say(&format!("{verb:>8} {}", job.root.join(path).display()));
    }
    Ok(OK)
}

/// Prints the loss report where it was asked for or is denied; tells whether there is any loss.
fn losses(args: &Args, outputs: &[Output]) -> anyhow::Result<bool> {
    let is_lossy = outputs.iter().any(|output| !output.report.loss.is_empty());
    let format = match args.loss_report {
        Some(format) => format,
        None if args.deny_loss => LossFormat::Text,
        None => return Ok(is_lossy),
    };
    let named: Vec<(&str, &Loss)> =
        outputs.iter().map(|output| (output.module.as_str(), &output.report.loss)).collect();
    let text = match format {
        LossFormat::Text => named.iter().map(|(_, loss)| loss.to_text()).collect::<String>(),
        LossFormat::Json => format!("{}\n", Loss::to_json(&named)),
    };
    io::stdout().write_all(text.as_bytes()).context("can't print the loss report")?;
    Ok(is_lossy)
}

/// One document to one folder.
fn single(args: &Args, input: &Path, out: &Path) -> anyhow::Result<Job> {
    let optional = |path: &Option<PathBuf>| {
        path.as_ref().map(|path| read(path, &path.display().to_string())).transpose()
    };
    let name = input.display().to_string();
    if out.is_file() {
        bail!("`{}` is a file; help: give a folder to --out", out.display());
    }
    let document = read(input, &file_name(input))?;
    Ok(Job {
        inputs: vec![Input {
            id: id_of(&name),
            document,
            overlay: optional(&args.overlay)?,
            requirements: optional(&args.requirements)?.map(Into::into),
        }],
        root: out.to_owned(),
        cure: format!("cargo xtask gen --input {name} --out {}", out.display()),
        library: false,
    })
}

/// The last part of a path: a header must not depend on the folder of a checkout.
fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Every folder under `spec/` that holds a document.
fn workspace() -> anyhow::Result<Job> {
    let root = crate::tidy::repository_root()?;
    let spec = root.join("spec");
    let mut folders: Vec<PathBuf> = fs::read_dir(&spec)
        .with_context(|| {
            format!("can't read `{}`; help: run this inside the workspace", spec.display())
        })?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .with_context(|| format!("can't read `{}`", spec.display()))?;
    folders.sort();
    let shared = shared(&folders)?;
    let mut inputs = Vec::new();
    for folder in folders {
        let id = file_name(&folder);
        let Some(document) = document(&folder) else { continue };
        let source = |name: &str| read(&folder.join(name), &format!("spec/{id}/{name}"));
        let optional = |name: &str| folder.join(name).is_file().then(|| source(name)).transpose();
        inputs.push(Input {
            document: source(document)?,
            overlay: optional("overlay.yaml")?,
            requirements: optional("requirements.yaml")?
                .map(|own| Sentences { own, shared: shared.clone() }),
            id,
        });
    }
    Ok(Job {
        inputs,
        root: root.join("generated").join("src"),
        cure: "cargo xtask gen".to_owned(),
        library: true,
    })
}

/// The file of a folder's document, if it has one.
fn document(folder: &Path) -> Option<&'static str> {
    ["openapi.yaml", "openapi.yml", "openapi.json"]
        .into_iter()
        .find(|name| folder.join(name).is_file())
}

/// Lists of sentences that stand in a folder without a document: apis share them.
fn shared(folders: &[PathBuf]) -> anyhow::Result<BTreeMap<String, Source>> {
    let mut shared = BTreeMap::new();
    for folder in folders.iter().filter(|folder| document(folder).is_none()) {
        let (name, path) = (file_name(folder), folder.join("requirements.yaml"));
        if path.is_file() {
            let source = read(&path, &format!("spec/{name}/requirements.yaml"))?;
            shared.insert(name, source);
        }
    }
    Ok(shared)
}

fn read(path: &Path, name: &str) -> anyhow::Result<Source> {
    let bytes = fs::read(path)
        .with_context(|| format!("can't read `{}`; help: check the path", path.display()))?;
    let text = String::from_utf8(bytes)
        .with_context(|| format!("`{}` is not UTF-8; help: save it as UTF-8", path.display()))?;
    Ok(Source::new(name, text))
}

/// One message to the person who runs the task.
fn say(message: &str) {
    // Nobody is left to tell where stderr is closed.
    let _ = writeln!(io::stderr(), "{message}");
}
