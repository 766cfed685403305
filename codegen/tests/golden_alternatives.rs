//! What is emitted for alternatives, listed integers and events compiles, and does what it says.

// In a macro, or rustfmt would format what prettyplease alone formats.
macro_rules! golden {
    ($($(#[$path:meta])* $name:ident;)*) => {
        $(
            $(#[$path])*
            #[allow(unused, unreachable_pub, clippy::all, clippy::pedantic, reason = "machine-written, and used in part")]
            mod $name;
        )*
    };
}

golden! {
    #[path = "golden/alternatives/expected/mod.rs"]
    alternatives;
    #[path = "golden/events/expected/mod.rs"]
    events;
}

use rollcall_spec::value::{IntegerEnum, Maybe, StringEnum};
use serde_json::json;

#[test]
fn a_discriminator_decides_and_what_it_does_not_know_survives() {
    use alternatives::types::{Animal, Answer, Loose, Single, Untold};
    let read = |value: serde_json::Value| serde_json::from_value::<Animal>(value);
    for (value, name) in [
        (json!({"kind": "cat-like", "lives": 9}), "cat"),
        (json!({"kind": "dog", "friend": {"kind": "hound"}}), "dog"),
        (json!({"kind": "Other", "legs": 3, "wings": "none"}), "other"),
        (json!({"kind": "bird", "legs": null, "wings": [2]}), "unlisted"),
    ] {
        let animal = read(value.clone()).expect(name);
        let found = match &animal {
            Animal::CatLike(_) => "cat",
            Animal::Dog(dog) if dog.friend.is_some() => "dog",
            Animal::Dog(_) => "friend",
            Animal::Other(_) => "other",
            Animal::Unlisted(_) => "unlisted",
        };
        assert_eq!(found, name);
        assert_eq!(serde_json::to_value(&animal).expect("JSON"), value, "nothing is lost");
    }
    for (value, reason) in [
        (json!({"lives": 9}), "missing field `kind`"),
        (json!({"kind": 1}), "expected a text in `kind`"),
        (json!({"kind": "cat-like"}), "as `cat-like`: missing field `lives`"),
        (json!("cat-like"), "expected a map"),
    ] {
        let error = read(value.clone()).expect_err(reason).to_string();
        assert!(error.contains(reason), "{value}: {error}");
    }
    assert_eq!(Animal::KNOWN, ["cat-like", "dog", "hound", "Other"]);
    let loose = |value| serde_json::from_value::<Loose>(value).expect("lawful");
    assert!(matches!(loose(json!({"type": "Second", "b": "x"})), Loose::Second(_)));
    assert!(matches!(loose(json!({"a": "x"})), Loose::Other(members) if members.len() == 1));
    let single = serde_json::from_value::<Single>(json!({"kind": "new", "x": 1})).expect("kept");
    assert!(matches!(single, Single::Other(_)));
    assert!(matches!(serde_json::from_value(json!({"x": 1})), Ok(Untold::UntoldAlternative2(_))));
    let answer = json!({"outcome": 0, "loose": null, "animals": [{"kind": "dog"}]});
    let read: Answer = serde_json::from_value(answer.clone()).expect("lawful");
    assert_eq!(serde_json::to_value(&read).expect("JSON"), answer);
}

#[test]
fn listed_integers_have_names_and_others_survive() {
    use alternatives::operations::Tell;
    use alternatives::types::{Animal, Answer, AnswerPeopleItem, Level, Outcome, State, TellSize};
    for (number, outcome) in [
        (0, Outcome::Fine),
        (5, Outcome::Other),
        (6, Outcome::Renamed),
        (21, Outcome::Unlisted(21)),
    ] {
        let read: Outcome = serde_json::from_value(json!(number)).expect("any integer");
        assert_eq!((read, read.as_i64(), read.is_known()), (outcome, number, number != 21));
        assert_eq!(read.to_string(), number.to_string());
    }
    assert!(serde_json::from_value::<Outcome>(json!("0")).is_err());
    let people = json!({"outcome": 4, "level": null, "people": ["5001", {"digits": "5002"}]});
    let read: Answer = serde_json::from_value(people.clone()).expect("texts and objects");
    assert_eq!((&read.level, read.outcome), (&Maybe::Null, Outcome::Value4));
    assert!(matches!(read.people.as_deref(), Some([AnswerPeopleItem::Text(_), _])));
    assert_eq!(serde_json::to_value(&read).expect("JSON"), people);
    assert_eq!(Level::KNOWN, [10, 20]);
    let states = json!({"outcome": 0, "state": "new", "states": ["old", "newer"]});
    let read: Answer = serde_json::from_value(states.clone()).expect("any text");
    assert_eq!(read.state, Some(State::Other("new".into())));
    assert_eq!(read.states.as_ref().map(|all| all[0].is_known()), Some(true));
    assert_eq!(serde_json::to_value(&read).expect("JSON"), states);
    let animal = || Animal::Unlisted(serde_json::Map::new());
    let request = Tell::new(animal()).with_size(TellSize::Minus1).with_outcome(Outcome::InUseBang);
    assert_eq!(request.query(), "size=-1&outcome=3");
    let unlisted =
        Tell::from_parts([], "size=3", animal()).expect_err("a request has listed values");
    assert!(unlisted.to_string().contains("use one of `1`, `-1`, `2`"), "{unlisted}");
}

#[test]
fn an_event_is_read_by_its_name() {
    use events::events::{Event, decode};
    let room = br#"{"room": "0f4a3d52-6c1e-4b0f-9a57-1d2e3c4b5a60"}"#;
    let event = Event::decode("roomChanged", room).expect("known").expect("lawful");
    assert!(matches!(event, Event::RoomChangedPost(_)));
    assert_eq!((event.name(), event.channel()), ("roomChanged", Some("/rooms")));
    assert_eq!(decode("ping", b""), Some(Ok(())), "nothing is read of what has no JSON");
    assert!(matches!(decode("guest-left", b"{}"), Some(Err(reason)) if reason.contains("name")));
    assert_eq!(decode("nobody", room), None);
    let api = events::API;
    let on: Vec<&str> = api.events_on("/rooms/again").map(|one| one.pointer.as_ref()).collect();
    assert_eq!(on, ["/webhooks/roomChanged/put"]);
    let guest = api.event("guest-left").expect("in the table");
    assert!(guest.channel.is_none() && guest.schema().is_some());
    assert!(api.event("called").expect("in the table").schema().is_none(), "a form is no JSON");
}
