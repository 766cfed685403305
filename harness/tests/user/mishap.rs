//! A panic is no reason to tell a secret: what it says is masked, and the program ends with a code of its own.

use std::process::Command;

use rollcall::cli::mishap;
use rollcall::target::Account;
use rollcall::target::redact::Redactor;

use crate::forms::{PASSWORD, USERNAME, assert_none_in, sayings};

/// Set where this program is to panic, with what it is to say.
const SAID: &str = "ROLLCALL_TEST_PANIC";

#[test]
fn what_a_panic_says_holds_no_form_of_a_secret() {
    if let Ok(said) = std::env::var(SAID) {
        mishap::guard();
        mishap::keep_out(Redactor::new([&Account::new(USERNAME, PASSWORD)]));
        panic!("{said}");
    }
    for saying in sayings() {
        let own = ["--exact", "mishap::what_a_panic_says_holds_no_form_of_a_secret", "--nocapture"];
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(own).env(SAID, format!("before {saying} behind")).env("RUST_BACKTRACE", "1");
        let output = command.output().unwrap();
        assert!(!output.status.success());
        let told = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&told);
        assert!(text.contains("rollcall has a bug, at harness/tests/user/mishap.rs:"), "{text}");
        assert!(text.contains("before ") && text.contains(" behind"), "{text}");
        assert_none_in("what a panic says", &told);
    }
}
