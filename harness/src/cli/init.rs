//! `rollcall init`: writes a first `rollcall.toml`, and asks on a terminal for what was not given.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use dialoguer::{Confirm, Input};

use super::{CliError, Done, setup};
use crate::api::DIALECTS;
use crate::config::{self, File, Name};
use crate::target::Address;

/// The api where none is named.
const USUAL: &str = "signalwire";

/// Where the url of nobody's target leads: a name that is never resolved (RFC 2606, 2).
const NOBODY: &str = "https://conference.example";

#[derive(Debug, Clone, clap::Args)]
pub(super) struct InitArgs {
    /// The api that is to be judged: see `rollcall list apis`
    api: Option<String>,
    /// The server's base URL, which stands for the document's own server URL
    #[arg(long, value_name = "URL")]
    target: Option<String>,
    /// What to call the target [default: staging]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The user name; the password is never asked for nor written
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// Who hands over what may be changed: a URL, a command or a JSON file
    #[arg(long, value_name = "PROVIDER")]
    fixtures: Option<String>,
    /// The target is in production: nothing is sent that could change anything
    #[arg(long)]
    production: bool,
    /// The file to write
    #[arg(long, value_name = "FILE", default_value = config::FILE)]
    out: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Ask nothing
    #[arg(short, long)]
    yes: bool,
    /// Also write the JSON Schema of the file there, and name it in the file for editors
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
}

/// What the file is to say.
struct Answers {
    api: String,
    url: String,
    name: String,
    username: Option<String>,
    fixtures: Option<String>,
    production: bool,
}

/// Writes the file and says what to run next.
pub(super) fn run(args: &InitArgs) -> Done {
    for path in [Some(&args.out), args.schema.as_ref()].into_iter().flatten() {
        if !args.force && path.exists() {
            return Err(CliError::usage(format!(
                "`{}` is there already\n  help: write elsewhere with --out, or over it with --force",
                path.display()
            )));
        }
    }
    let asks = !args.yes && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let answers = if asks { ask(args) } else { given(args) }?;
    let text = text(&answers, args.schema.as_ref());
    // What is written can be read: whoever edits it begins with a file that works.
    let name = args.out.display().to_string();
    File::parse(&name, &text).map_err(CliError::usage)?;
    write(&args.out, &text, args.force)?;
    if let Some(path) = &args.schema {
        write(path, config::SCHEMA, args.force)?;
    }
    super::print(&next(args, &answers));
    Ok(0)
}

/// Writes a file, and never over one that came meanwhile.
fn write(path: &PathBuf, text: &str, force: bool) -> Result<(), CliError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).truncate(true).create(force).create_new(!force);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        let path = path.display();
        CliError::usage(format!("`{path}` can't be written: {error}\n  help: name a file in a folder that is there with --out"))
    })
}

fn api(text: &str) -> Result<String, CliError> {
    setup::dialect(text).map(|own| own.id.to_owned())
}

fn url(text: &str) -> Result<String, CliError> {
    Address::parse(text).map(|_| text.to_owned()).map_err(CliError::usage)
}

fn name(text: &str) -> Result<String, CliError> {
    Name::parse(text).map(|own| own.as_str().to_owned()).map_err(CliError::usage)
}

/// What was given, and what is usual for the rest.
fn given(args: &InitArgs) -> Result<Answers, CliError> {
    Ok(Answers {
        api: api(args.api.as_deref().unwrap_or(USUAL))?,
        url: url(args.target.as_deref().unwrap_or(NOBODY))?,
        name: name(args.name.as_deref().unwrap_or("staging"))?,
        username: args.username.clone(),
        fixtures: args.fixtures.clone(),
        production: args.production,
    })
}

/// The same, with questions for what was not given.
fn ask(args: &InitArgs) -> Result<Answers, CliError> {
    let ids: Vec<&str> = DIALECTS.iter().map(|own| own.id).collect();
    let apis = format!("Which api is judged ({})", ids.join(", "));
    let usual = given(&InitArgs { api: None, target: None, name: None, ..args.clone() })?;
    let answered_api = required(args.api.as_ref(), &apis, usual.api, api)?;
    Ok(Answers {
        api: answered_api,
        url: required(args.target.as_ref(), "Base URL of the target", usual.url, url)?,
        name: required(args.name.as_ref(), "What to call it", usual.name, name)?,
        username: maybe(args.username.as_ref(), "User name (empty: from ROLLCALL_USERNAME)")?,
        fixtures: maybe(
            args.fixtures.as_ref(),
            "Fixture provider: a URL, a command or a JSON file (empty: later)",
        )?,
        production: args.production || confirm("Is it in production")?,
    })
}

fn required(
    given: Option<&String>,
    question: &str,
    usual: String,
    read: fn(&str) -> Result<String, CliError>,
) -> Result<String, CliError> {
    if let Some(text) = given {
        return read(text);
    }
    let read_again = move |text: &String| read(text).map(drop).map_err(|error| error.to_string());
    let input = Input::<String>::new().with_prompt(question).default(usual);
    let text = input.validate_with(read_again).interact_text().map_err(unanswered)?;
    read(&text)
}

fn maybe(given: Option<&String>, question: &str) -> Result<Option<String>, CliError> {
    if given.is_some() {
        return Ok(given.cloned());
    }
    let input = Input::<String>::new().with_prompt(question).allow_empty(true);
    let text = input.interact_text().map_err(unanswered)?;
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}

fn confirm(question: &str) -> Result<bool, CliError> {
    Confirm::new().with_prompt(question).default(false).interact().map_err(unanswered)
}

fn unanswered(error: dialoguer::Error) -> CliError {
    let dialoguer::Error::IO(error) = error;
    CliError::usage(format!(
        "a question was not answered: {error}\n  help: give the answers as flags; --yes asks nothing"
    ))
}

/// The file.
fn text(answers: &Answers, schema: Option<&PathBuf>) -> String {
    let Answers { url, name, username, fixtures, production, api } = answers;
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let line = |name: &str, value: &Option<String>, example: &str| match value {
        Some(value) => format!("{name} = {}\n", quoted(value)),
        None => format!("# {name} = {}\n", quoted(example)),
    };
    let variable = variable(name);
    let mut out = String::new();
    if let Some(path) = schema {
        let _ = writeln!(out, "#:schema {}\n", path.display());
    }
    let _ = write!(
        out,
        "# Settings of rollcall. Each has the name of its flag: see `rollcall check --help`.\n\
         # The command line goes before the environment, that before a target's table, that before what stands above the tables.\n\
         \n\
         # The target where --target is not given; without it the built-in server is judged.\n\
         # target = {quoted_name}\n\
         \n\
         # report = [\"html=report.html\", \"junit=report.xml\"]\n\
         # max-time = \"10m\"\n\
         \n\
         # `rollcall check {api} --target {name}`\n\
         [targets.{name_key}]\n\
         url = {url}\n\
         # The name of the environment variable that holds the password, which no file holds.\n\
         password-env = \"{variable}\"\n",
        quoted_name = quoted(name),
        name_key = if name.contains('.') { quoted(name) } else { name.clone() },
        url = quoted(url),
    );
    out.push_str(&line("username", username, "me"));
    out.push_str("# The account's id, where it differs from the user name.\n");
    out.push_str(&line("account", &None, "…"));
    out.push_str(
        "# Who hands over the conferences that may be changed: a URL, a command or a JSON file.\n",
    );
    out.push_str(&line("fixtures", fixtures, "./hand-over-conferences.sh"));
    out.push_str("# Limits: requests a second, cases at once, how long an answer may take.\n");
    out.push_str("# rate = 20\n# concurrency = 4\n# timeout = \"10s\"\n");
    out.push_str("# Nothing is sent that could change anything.\n");
    out.push_str(if *production { "production = true\n" } else { "# production = true\n" });
    out.push_str(if *production { "read-only = true\n" } else { "# read-only = true\n" });
    out
}

/// The variable that holds the password of a target.
fn variable(name: &str) -> String {
    let letters = name.chars().map(|own| if own.is_ascii_alphanumeric() { own } else { '_' });
    format!("ROLLCALL_PASSWORD_{}", letters.collect::<String>().to_ascii_uppercase())
}

/// What to run next.
fn next(args: &InitArgs, answers: &Answers) -> String {
    let Answers { api, name, username, .. } = answers;
    let config = if args.out.as_os_str() == config::FILE {
        String::new()
    } else {
        format!(" --config {}", args.out.display())
    };
    let mut out = format!("wrote {}\n", args.out.display());
    if let Some(path) = &args.schema {
        let _ = writeln!(out, "wrote {}, its JSON Schema", path.display());
    }
    let user = if username.is_none() { "ROLLCALL_USERNAME and " } else { "" };
    let _ = write!(
        out,
        "\nset {user}{}, then run\n  rollcall doctor {api} --target {name}{config}\n  rollcall check {api} --target {name}{config}\n",
        variable(name),
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(production: bool) -> Answers {
        Answers {
            api: "signalwire".to_owned(),
            url: "https://a.example/\"x\\".to_owned(),
            name: "eu.prod-1".to_owned(),
            username: Some("me \"and\" you".to_owned()),
            fixtures: None,
            production,
        }
    }

    #[test]
    fn what_is_written_says_what_was_answered_and_no_more() {
        for production in [false, true] {
            let text = text(&answers(production), None);
            let file = File::parse("rollcall.toml", &text).unwrap();
            assert_eq!(file.target, None);
            let own = file.with_target("eu.prod-1").unwrap();
            assert_eq!(own.target.as_deref(), Some("https://a.example/\"x\\"));
            assert_eq!(own.username.as_deref(), Some("me \"and\" you"));
            assert_eq!(own.password_env.as_deref(), Some("ROLLCALL_PASSWORD_EU_PROD_1"));
            assert_eq!((own.fixtures, own.production == Some(true)), (None, production));
        }
    }

    #[test]
    fn each_line_that_is_commented_out_is_a_setting() {
        let text = text(&answers(false), None);
        let uncommented: String = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.contains(" = ") => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let file = File::parse("rollcall.toml", &uncommented).unwrap();
        assert_eq!(file.target.as_deref(), Some("eu.prod-1"));
        assert_eq!(file.targets.len(), 1);
    }
}
