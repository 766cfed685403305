//! Completions and manual pages.

use std::process::Command;

use crate::desk::Desk;

#[test]
fn bash_takes_its_completions() {
    let desk = Desk::new();
    let ran = desk.run(&["completions", "bash"]);
    desk.file("rollcall.bash", &ran.ends_with(0).stdout);
    let bash = |script: &str| {
        let output = Command::new("bash").args(["-c", script]).current_dir(desk.path("")).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    bash("bash -n rollcall.bash");
    let told = bash("source ./rollcall.bash && complete -p rollcall");
    assert!(told.contains(" -F _rollcall rollcall"), "{told}");
    let offered = bash(
        "source ./rollcall.bash; COMP_WORDS=(rollcall doctor --ca); COMP_CWORD=2; _rollcall rollcall --ca doctor; echo ${COMPREPLY[@]}",
    );
    assert_eq!(offered.split_whitespace().collect::<Vec<_>>(), ["--carrier", "--ca-file"]);
}

#[test]
fn every_shell_has_completions_of_its_own() {
    let desk = Desk::new();
    let mut seen = vec![];
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = desk.run(&["completions", shell]).ends_with(0).stdout.clone();
        assert!(script.contains("read-only") && script.contains("doctor"), "{shell}");
        assert!(!seen.contains(&script), "{shell}");
        seen.push(script);
    }
    desk.run(&["completions", "tcsh"]).ends_with(2);
}

/// The flags that a text names.
fn flags(text: &str) -> Vec<&str> {
    let words = text.split(|own: char| !(own.is_ascii_alphanumeric() || own == '-'));
    words.filter(|own| own.starts_with("--") && own.len() > 3).collect()
}

#[test]
fn every_command_has_a_page_that_names_every_flag() {
    let desk = Desk::new();
    desk.run(&["man", "--out", "man"]).ends_with(0);
    let main = desk.run(&["man"]).ends_with(0).stdout.clone();
    assert_eq!(main, desk.read("man/rollcall.1"));
    let help = desk.run(&["--help"]).stdout;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.is_empty());
    let commands: Vec<&str> = commands
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|own| !own.is_empty())
        .collect();
    assert!(commands.len() > 10, "{commands:?}");
    for command in commands.into_iter().filter(|own| *own != "help") {
        let page = desk.read(&format!("man/rollcall-{command}.1"));
        let mut lines = page.lines().filter(|line| line.starts_with('.'));
        // A request or a macro of man(7), and nothing else.
        let known =
            [".TH", ".SH", ".TP", ".RS", ".RE", ".br", ".ie", ".el", ".sp", ".IP", ".nf", ".fi"];
        assert!(lines.all(|line| known.contains(&line.split(' ').next().unwrap())), "{page}");
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{command}");
        let text = page.replace("\\-", "-");
        let help = desk.run(&[command, "--help"]).stdout;
        assert!(flags(&help).len() > 1, "{command}");
        for flag in flags(&help) {
            assert!(text.contains(flag), "{flag} is not in the page of {command}");
        }
    }
    desk.file("a-file", "");
    desk.run(&["man", "--out", "a-file"]).ends_with(2).complains(&["help: "]);
}
