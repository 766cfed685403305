//! Measures what each deviation does to each client, and holds `spec/twilio/clients.yaml` to it.
//!
//! The deviations are those of the server that is written by hand: it starts in a moment and is another reading than the
//! reference server, so that neither a change there nor its slips can alter what was measured.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde_json::{Map, Value};

use super::clients::{CLIENTS, Client, Installer};
use super::deviations::{DEVIATIONS, Deviation};
use super::effect::effect;
use super::install;
use super::mock::Mock;

/// What `--only` calls it.
pub(super) const NAME: &str = "measure";
/// How many servers run at once.
const BATCH: usize = 12;
/// What the server that deviates in nothing is called.
const LAWFUL: &str = "lawful";
const OPERATIONS: &[&str] = &["list", "fetch", "update", "delete"];
const FILE: &str = "spec/twilio/clients.yaml";
const HEAD: &str = "\
# What breaks real clients of this API, measured with the clients themselves: each ran against a server that deviates in
# one thing, and against the same server without. `cargo xtask e2e` measures it again and holds this file to it; with
# ROLLCALL_BLESS=1 it writes the file. An entry holds
#   check      the check that finds it
#   operation  where the client breaks: list, fetch, update or delete
#   message    words of what the finding says is wrong and what came, where the check finds other things as well
#   client     the client and its version
#   effect     what becomes of it; behind it, at what, where that is not the plain operation
";

/// What a client saw: by server, then by operation and step in the order in which they were taken.
type Sights = BTreeMap<String, Vec<Value>>;

/// Measures, and compares; an error tells the first line that is stale.
pub(super) fn run(root: &Path, cache: &Path) -> anyhow::Result<()> {
    let clients: Vec<&Client> = CLIENTS.iter().filter(|own| own.api == "twilio").collect();
    let mut sights: Vec<Sights> = vec![Sights::new(); clients.len()];
    let mut all: Vec<(String, &[&str])> = vec![(LAWFUL.to_owned(), &[])];
    all.extend(DEVIATIONS.iter().map(|own| (name(own), own.arguments)));
    for batch in all.chunks(BATCH) {
        look(root, cache, &clients, batch, &mut sights)?;
    }
    let measured = render(&clients, &sights)?;
    let path = root.join(FILE);
    if std::env::var_os("ROLLCALL_BLESS").is_some() {
        return std::fs::write(&path, measured).with_context(|| format!("cannot write `{FILE}`"));
    }
    let written =
        std::fs::read_to_string(&path).with_context(|| format!("cannot read `{FILE}`"))?;
    let differs = measured.lines().zip(written.lines()).find(|(own, old)| own != old);
    match differs {
        None if measured == written => Ok(()),
        _ => {
            let (own, old) = differs.unwrap_or(("another number of lines", ""));
            bail!(
                "`{FILE}` is stale: measured `{}` where it says `{}`; help: ROLLCALL_BLESS=1 cargo xtask e2e --only {NAME}",
                own.trim(),
                old.trim()
            )
        }
    }
}

fn name(deviation: &Deviation) -> String {
    deviation.arguments.join(" ")
}

/// Every client looks at the servers of a batch, all clients at once.
fn look(
    root: &Path,
    cache: &Path,
    clients: &[&Client],
    batch: &[(String, &[&str])],
    sights: &mut [Sights],
) -> anyhow::Result<()> {
    let mut running = Vec::new();
    let mut lines = Map::new();
    for (name, arguments) in batch {
        let mut server = Command::new("python3");
        server.arg(root.join("harness/tests/servers/twilio.py")).args(*arguments);
        let server = Mock::run(&mut server)?;
        lines.insert(name.clone(), serde_json::from_str(server.line())?);
        running.push(server);
    }
    let lines = Value::Object(lines).to_string();
    let mut probes = Vec::new();
    for client in clients {
        let scripts = client.scripts(root);
        let installed = install::ensure(client, &scripts, cache)?;
        let mut probe = client.run(&installed, &scripts.join(probe_of(client)));
        probe.env("ROLLCALL_SERVERS", &lines).stdin(Stdio::null()).stdout(Stdio::piped());
        probes.push(probe.spawn().with_context(|| format!("cannot start `{}`", client.name))?);
    }
    for ((probe, client), sights) in probes.into_iter().zip(clients).zip(sights) {
        let output = probe.wait_with_output()?;
        if !output.status.success() {
            bail!("the probe of `{}` ended with {}", client.name, output.status);
        }
        for line in String::from_utf8(output.stdout)?.lines() {
            let sight: Value = serde_json::from_str(line)
                .with_context(|| format!("the probe of `{}` said `{line}`", client.name))?;
            let server = sight["server"].as_str().unwrap_or_default().to_owned();
            sights.entry(server).or_default().push(sight);
        }
    }
    Ok(())
}

fn probe_of(client: &Client) -> &'static str {
    match client.installer {
        Installer::Pip => "probe.py",
        Installer::Npm => "probe.mjs",
    }
}

/// The client as a reader knows it.
fn words_of(client: &Client) -> String {
    let language = match client.installer {
        Installer::Pip => "Python",
        Installer::Npm => "Node",
    };
    format!("{} ({language})", client.package)
}

/// The whole file.
fn render(clients: &[&Client], sights: &[Sights]) -> anyhow::Result<String> {
    let mut text = HEAD.to_owned();
    for deviation in DEVIATIONS {
        let mut entries = String::new();
        for operation in OPERATIONS {
            for (client, sights) in clients.iter().zip(sights) {
                let lawful = sights.get(LAWFUL).context("nobody looked at the lawful server")?;
                let deviant = sights.get(&name(deviation)).context("a server was not looked at")?;
                if let Some((effect, step)) = first_effect(operation, lawful, deviant)? {
                    entry(&mut entries, deviation, operation, &words_of(client), &effect, step)?;
                }
            }
        }
        if entries.is_empty() {
            writeln!(text, "\n# {}: nothing breaks", deviation.what)?;
        } else {
            write!(text, "\n# {}\n{entries}", deviation.what)?;
        }
    }
    Ok(text)
}

fn entry(
    text: &mut String,
    deviation: &Deviation,
    operation: &str,
    client: &str,
    effect: &str,
    step: Option<&str>,
) -> std::fmt::Result {
    let quoted = |value: &str| format!("'{}'", value.replace('\'', "''"));
    writeln!(text, "- check: {}\n  operation: {operation}", deviation.check)?;
    if let Some(message) = deviation.message {
        writeln!(text, "  message: {}", quoted(message))?;
    }
    write!(text, "  client: {client}\n  effect: {}", quoted(effect))?;
    step.map_or(Ok(()), |step| write!(text, " # at: {step}"))?;
    writeln!(text)
}

/// What a client notices first at an operation, and the step at which it does, unless it is the plain one.
fn first_effect<'a>(
    operation: &str,
    lawful: &[Value],
    deviant: &'a [Value],
) -> anyhow::Result<Option<(String, Option<&'a str>)>> {
    if lawful.len() != deviant.len() {
        bail!("a probe took {} steps of {}", deviant.len(), lawful.len());
    }
    let of_it = lawful.iter().zip(deviant).filter(|(own, _)| own["operation"] == operation);
    for (place, (expected, own)) in of_it.enumerate() {
        if let Some(told) = effect(expected, own) {
            return Ok(Some((told, own["step"].as_str().filter(|_| place > 0))));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::tidy::repository_root;

    #[test]
    fn each_deviation_is_measured_once_and_by_a_fault_that_the_server_knows() {
        let script = repository_root().unwrap().join("harness/tests/servers/twilio.py");
        let listed = Command::new("python3").arg(script).arg("--list-faults").output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        let known: BTreeSet<&str> = listed.lines().collect();
        let mut names = BTreeSet::new();
        for deviation in DEVIATIONS {
            assert!(names.insert(name(deviation)), "{deviation:?}");
            if let ["--fault", fault] = deviation.arguments {
                assert!(known.contains(fault), "{deviation:?}");
            }
        }
    }

    #[test]
    fn the_first_step_that_shows_something_is_told_with_its_name_unless_it_is_the_plain_one() {
        let step = |operation: &str, step: &str, returned: bool| json!({"operation": operation, "step": step, "returned": returned});
        let lawful =
            [step("list", "list", true), step("delete", "a", true), step("delete", "b", true)];
        let later =
            [step("list", "list", true), step("delete", "a", true), step("delete", "b", false)];
        let told = first_effect("delete", &lawful, &later).unwrap();
        assert_eq!(told, Some(("returns false in place of true".to_owned(), Some("b"))));
        assert_eq!(first_effect("list", &lawful, &later).unwrap(), None);
        assert!(first_effect("list", &lawful, &later[..1]).is_err());
    }
}
