//! The badge of a run, and of a shard.

use crate::desk::Desk;

#[test]
fn a_badge_says_the_verdict_of_its_report() {
    let desk = Desk::new();
    let check = ["check", "signalwire", "--seed", "7", "--cases", "0"];
    let reports = ["--report", "json=a.json", "--report", "badge=a.svg"];
    for (more, code, word) in [
        (&[][..], 0, "conforms"),
        (&["--fault", "no-content-with-body"], 1, "violates"),
        (&["--shard", "1/2"], 0, "inconclusive"),
    ] {
        desk.run(&[&check[..], &reports, more].concat()).ends_with(code);
        let drawn = desk.read("a.svg");
        assert!(drawn.contains(&format!(">{word}</text>")), "{drawn}");
        assert!(drawn.contains(">rollcall | signalwire</text>"), "{drawn}");
        assert!(drawn.contains(", seed 7</title>") && drawn.contains("role=\"img\""), "{drawn}");
        assert_eq!(desk.run(&["badge", "a.json"]).ends_with(0).stdout, drawn);
        desk.run(&["badge", "a.json", "--out", "b.svg"]).ends_with(0);
        assert_eq!(desk.read("b.svg"), drawn);
    }
}

#[test]
fn what_is_no_report_has_no_badge() {
    let desk = Desk::new();
    desk.file("a.json", "{\"schema\": 9, \"rollcall\": \"9.1.0\", \"api\": \"signalwire\"}");
    let ran = desk.run(&["badge", "a.json", "--out", "a.svg"]);
    ran.ends_with(2).complains(&["is of format 9", "reads format 1", "rollcall 9.1.0"]);
    assert!(!desk.path("a.svg").exists());
    desk.run(&["badge", "none.json"]).ends_with(2).complains(&["`none.json` can't be read"]);
    desk.run(&["check", "signalwire", "--cases", "0", "--report", "json=a.json"]).ends_with(0);
    let ran = desk.run(&["badge", "a.json", "--out", "no/such/a.svg"]);
    ran.ends_with(2).complains(&["`no/such/a.svg` can't be written"]);
}
