//! What the page keeps to, whatever a server says.

use super::render;
use crate::record::Summary;
use crate::report::sample;

/// Every tag of a page, as it stands.
fn tags(page: &str) -> Vec<&str> {
    page.split('<').skip(1).map(|own| own.split('>').next().unwrap()).collect()
}

/// The same summary, in which whatever the hostile server said is a harmless word.
fn tamed() -> Summary {
    let mut summary = sample::hostile();
    let tame = |text: &mut String| *text = text.replace(sample::HOSTILE, "word");
    for own in &mut summary.findings {
        for text in [&mut own.message, &mut own.expected, &mut own.actual, &mut own.case] {
            tame(text);
        }
        for step in &mut own.steps {
            tame(&mut step.answer);
            step.body.iter_mut().for_each(tame);
            step.headers.iter_mut().for_each(|(_, value)| tame(value));
        }
    }
    summary.notes.iter_mut().for_each(tame);
    summary
}

#[test]
fn what_a_server_says_makes_no_tag_and_changes_none() {
    let (hostile, tamed) = (render(&sample::hostile()), render(&tamed()));
    assert_ne!(hostile, tamed);
    assert_eq!(tags(&hostile), tags(&tamed));
    assert!(
        hostile.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !hostile.contains("<script")
    );
    assert!(hostile.contains("\\u{202e}") && !hostile.contains('\u{202e}'));
}

#[test]
fn the_page_needs_nothing_and_links_nowhere_but_into_itself() {
    let page = render(&tamed());
    for word in ["src=", "url(", "@import", "<script", "<link", "<iframe", "<object", "javascript:"]
    {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
    let mut links = 0;
    for link in page.split("href=\"").skip(1).map(|own| own.split('"').next().unwrap()) {
        let id = link.strip_prefix('#').unwrap_or_else(|| panic!("`{link}` leads elsewhere"));
        let target = format!("id=\"{id}\"");
        assert_eq!(page.matches(&target).count(), 1, "`{link}` leads to no one place");
        links += 1;
    }
    assert!(links > 15, "{links}");
}

#[test]
fn every_id_is_given_once() {
    let page = render(&sample::hostile());
    let mut ids: Vec<&str> =
        page.split(" id=\"").skip(1).map(|own| own.split('"').next().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn each_part_says_what_it_is_there_for() {
    let page = render(&sample::hostile());
    for words in [
        "<title>Violates: signalwire at https://staging.example.com/api/laml/2010-04-01</title>",
        "2 of 5 checks do not hold: a MUST is broken. 1 check of a SHOULD does not hold.",
        "<b>node-twilio 6.2.0</b> by 1 finding",
        "<b>Cut short:</b> interrupted",
        "<b>Untestable:</b> nothing could be judged for <code>challenge-on-401</code>",
        "<li><b>Not seen:</b> <code>delete_participant</code>, an id of nothing: never answered with 404</li>",
        "<b>SW-0020 MUST</b>",
        "2 requests: DELETE is answered with 204; DELETE is answered with 204",
        "✗\u{a0}1<span class=\"unseen\"> 1 check does not hold</span>",
        "<b>Excluded:</b> a run holds one token, and it has the scope",
        "69 participants removed, and 47 sets of conferences used.",
        "rollcall check signalwire --target https://staging.example.com/api/laml/2010-04-01 --seed 7",
    ] {
        assert!(page.contains(words), "`{words}` is not there");
    }
    let lawful = render(&sample::lawful());
    assert!(lawful.contains("All of 5 checks hold, and all was seen that a verdict needs."));
    assert!(lawful.contains("Nothing was found that does not hold."));
}

#[test]
fn what_is_sent_at_the_same_moment_is_bracketed() {
    let page = render(&sample::hostile());
    assert_eq!(page.matches("class=\"moment\"").count(), 1);
}

#[test]
fn the_clock_shows_where_it_is_meant_to_and_nowhere_else() {
    let first = sample::hostile();
    let mut later = sample::hostile();
    later.timing.started = "2027-01-01T00:00:00.000Z".to_owned();
    later.timing.duration_ms += 1000;
    later.timing.operations.truncate(1);
    for step in later.findings.iter_mut().flat_map(|own| &mut own.steps) {
        step.took *= 3;
    }
    let (first, later) = (render(&first), render(&later));
    assert_ne!(first, later);
    assert_eq!(timeless(&first), timeless(&later));
}

/// A page without its latency, its times and what has the class `timing`.
fn timeless(page: &str) -> String {
    let mut text = page.to_owned();
    for (start, end) in [
        ("<section id=\"latency\"", "</section>"),
        ("<time ", "</time>"),
        ("<span class=\"timing\">", "</span>"),
        ("<p class=\"quiet timing\">", "</p>"),
    ] {
        while let Some(from) = text.find(start) {
            let length = text[from..].find(end).unwrap() + end.len();
            text.replace_range(from..from + length, "");
        }
    }
    text
}
