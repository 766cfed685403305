//! `cargo xtask e2e`: the vendor's own clients drive the reference server over real sockets, and servers of others tell our own
//! client a thousand messages.
//!
//! What a deviation does to a client is measured as well, and compared with `spec/twilio/clients.yaml`, which says it.
//!
//! Reports are read, and the recipes for CI are run, by programs that nobody here wrote; the pictures of README.md are drawn.
//!
//! A client that cannot be installed or run is a failure that says what was tried, never a skip.

mod clients;
mod deviations;
mod effect;
mod install;
mod measure;
mod mock;
mod pictures;
mod recipes;
mod reports;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};
use clap::Args as ClapArgs;

use crate::tidy::repository_root;
use clients::{CLIENTS, Client, PEERS};
use mock::Mock;

/// What is tried besides the clients, with the root, the program and the folder of what is installed.
struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&Path, &Path, &Path) -> anyhow::Result<()>,
}

const STEPS: &[Step] = &[
    Step {
        name: reports::NAME,
        what: "read by programs that nobody here wrote",
        run: reports::run,
    },
    Step { name: recipes::NAME, what: "run by programs that nobody here wrote", run: recipes::run },
    Step { name: pictures::NAME, what: "drawn from a real run", run: pictures::run },
];

/// Arguments of `cargo xtask e2e`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// Only the client of this name, or only this step
    #[arg(long, value_name = "NAME", value_parser = names())]
    only: Option<String>,
    /// Install what is needed, and run nothing: it can go on beside a build
    #[arg(long, conflicts_with = "only")]
    fetch: bool,
}

/// What `--only` takes.
fn names() -> Vec<&'static str> {
    let steps = STEPS.iter().map(|step| step.name).chain([measure::NAME]);
    CLIENTS.iter().chain(PEERS).map(|client| client.name).chain(steps).collect()
}

/// Runs every client against a server of its own; success means that each did all its steps.
pub(crate) fn run(args: Args) -> anyhow::Result<ExitCode> {
    let Args { only, fetch } = args;
    if fetch {
        return fetch_all();
    }
    let chosen = |client: &&Client| only.as_ref().is_none_or(|only| only == client.name);
    let root = repository_root()?;
    let mut failed = Vec::new();
    let measured = only.as_deref() == Some(measure::NAME);
    let server = if measured { PathBuf::new() } else { build_server(&root)? };
    for client in CLIENTS.iter().filter(chosen) {
        say(&format!("{}: {}", client.name, client.package));
        if let Err(error) = drive(client, &root, &server) {
            say(&format!("  failed: {error:#}"));
            failed.push(client.name);
        }
    }
    for peer in PEERS.iter().filter(chosen) {
        say(&format!("{}: {} tells `rollcall listen`", peer.name, peer.package));
        if let Err(error) = listen(peer, &root, &server) {
            say(&format!("  failed: {error:#}"));
            failed.push(peer.name);
        }
    }
    if only.is_none() || measured {
        say("measurement: what a deviation does to the clients of Twilio");
        if let Err(error) = measure::run(&root, &target_folder(&root).join("e2e")) {
            say(&format!("  failed: {error:#}"));
            failed.push(measure::NAME);
        }
    }
    for step in STEPS.iter().filter(|step| only.as_ref().is_none_or(|only| only == step.name)) {
        say(&format!("{}: {}", step.name, step.what));
        if let Err(error) = (step.run)(&root, &server, &target_folder(&root).join("e2e")) {
            say(&format!("  failed: {error:#}"));
            failed.push(step.name);
        }
    }
    if failed.is_empty() {
        say("e2e: every client did all its steps");
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("e2e: failed: {}", failed.join(", ")));
    Ok(ExitCode::from(1))
}

/// Installs whatever a run installs.
fn fetch_all() -> anyhow::Result<ExitCode> {
    let root = repository_root()?;
    let others = [&reports::NODE, &reports::PYTHON, &recipes::NODE, &recipes::PYTHON];
    let mut failed = Vec::new();
    for client in CLIENTS.iter().chain(PEERS).chain(others) {
        match install::ensure(client, &client.scripts(&root), &target_folder(&root).join("e2e")) {
            Ok(_) => say(&format!("{}: {}", client.name, client.package)),
            Err(error) => {
                say(&format!("{}: failed: {error:#}", client.name));
                failed.push(client.name);
            }
        }
    }
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The client passes against the plain server, and notices a server that is broken.
fn drive(client: &Client, root: &Path, server: &Path) -> anyhow::Result<()> {
    let scripts = client.scripts(root);
    let installed = install::ensure(client, &scripts, &target_folder(root).join("e2e"))?;
    let script = || client.run(&installed, &scripts.join(client.script));
    let interpreter = || format!("cannot start the interpreter of `{}`", client.name);
    let plain = Mock::start(server, client.api, None)?;
    let status = script().env("ROLLCALL_MOCK", plain.line()).status().with_context(interpreter)?;
    if !status.success() {
        bail!("the script ended with {status}; help: the step that failed is named above");
    }
    for fault in client.faults {
        let broken = Mock::start(server, client.api, Some(fault))?;
        let output = script().env("ROLLCALL_MOCK", broken.line()).output();
        noticed(fault, output.with_context(interpreter)?.status.success())?;
    }
    Ok(())
}

/// Our own client passes against a server of others, and notices one that does wrong on purpose.
fn listen(peer: &Client, root: &Path, program: &Path) -> anyhow::Result<()> {
    let scripts = peer.scripts(root);
    let installed = install::ensure(peer, &scripts, &target_folder(root).join("e2e"))?;
    let script = || {
        let mut command = peer.run(&installed, &scripts.join(peer.script));
        command.env("ROLLCALL_PROGRAM", program);
        command
    };
    let interpreter = || format!("cannot start the interpreter of `{}`", peer.name);
    let status = script().status().with_context(interpreter)?;
    if !status.success() {
        bail!("the script ended with {status}; help: what failed is named above");
    }
    for fault in peer.faults {
        let output = script().env("ROLLCALL_FAULT", fault).output().with_context(interpreter)?;
        noticed(fault, output.status.success())?;
    }
    Ok(())
}

/// Whoever passes against a broken server would pass anywhere.
fn noticed(fault: &str, passes: bool) -> anyhow::Result<()> {
    if passes {
        bail!(
            "the script passes against a server with the fault `{fault}`; help: it must assert more"
        );
    }
    say(&format!("  notices the fault {fault}"));
    Ok(())
}

/// The release build, which `cargo run --release -- check` uses too, so it is seldom built twice.
fn build_server(root: &Path) -> anyhow::Result<PathBuf> {
    // Whoever has one already need not wait for it.
    if let Some(program) = std::env::var_os("ROLLCALL_PROGRAM") {
        return Ok(root.join(program));
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args([
        "build",
        "--quiet",
        "--release",
        "--locked",
        "-p",
        "rollcall",
        "--bin",
        "rollcall",
    ]);
    // What `cargo run` tells this tool about itself would tell build scripts that their world has changed: all of it
    // would be built again.
    for (name, _) in std::env::vars_os() {
        let of_this_tool = ["CARGO_MANIFEST_", "CARGO_PKG_"];
        if of_this_tool.iter().any(|start| name.to_string_lossy().starts_with(start)) {
            build.env_remove(name);
        }
    }
    let status = build.current_dir(root).status().context("cannot start cargo")?;
    if !status.success() {
        bail!("`rollcall` does not build; help: cargo build --release -p rollcall");
    }
    Ok(target_folder(root)
        .join("release")
        .join(format!("rollcall{}", std::env::consts::EXE_SUFFIX)))
}

fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |set| root.join(set))
}

#[expect(clippy::print_stdout, reason = "what each client did is this command's output")]
fn say(line: &str) {
    println!("{line}");
}
