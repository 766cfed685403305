//! What is emitted for the golden documents compiles, and does what it says.

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
    #[path = "golden/bounds/expected/mod.rs"]
    bounds;
    #[path = "golden/composition/expected/mod.rs"]
    composition;
    #[path = "golden/dotted/expected/mod.rs"]
    dotted;
    #[path = "golden/forms/expected/mod.rs"]
    forms;
    #[path = "golden/names/expected/mod.rs"]
    names;
    #[path = "golden/nullable_3_0/expected/mod.rs"]
    nullable_3_0;
    #[path = "golden/nullable_3_1/expected/mod.rs"]
    nullable_3_1;
    #[path = "golden/responses/expected/mod.rs"]
    responses;
}

use rollcall_spec::value::{DecodeError, Maybe, StringEnum};
use serde_json::json;

#[test]
fn absent_null_and_value_are_three_states() {
    use nullable_3_0::types::One;
    let read = |text: &str| serde_json::from_str::<One>(text);
    let base = r#""must": "a", "must_null": null, "must_status_null": null"#;
    let one = read(&format!("{{{base}}}")).expect("lawful");
    assert_eq!((one.may.clone(), one.may_null), (None, Maybe::Absent));
    let one = read(&format!(
        r#"{{{base}, "may_null": null, "status_null": null, "list": ["a", null], "whole": null}}"#
    ))
    .expect("lawful");
    assert_eq!((one.may_null, one.status_null.clone()), (Maybe::Null, Maybe::Null));
    assert_eq!(one.list, Some(vec![Some("a".to_owned()), None]));
    let written = serde_json::to_value(&one).expect("JSON");
    assert_eq!(written["may_null"], json!(null));
    assert_eq!(written.get("may"), None);
    assert!(
        read(&format!(r#"{{{base}, "may": null}}"#)).is_err(),
        "`may` may be absent, never null"
    );
    assert!(read(r#"{"must": "a", "must_null": null}"#).is_err(), "what is required must be there");
    assert!(read(r#"{"must": null, "must_null": null, "must_status_null": null}"#).is_err());
}

#[test]
fn null_of_3_1_means_the_same() {
    use nullable_3_1::types::{One, Status};
    let one: One = serde_json::from_value(json!({"must": "a", "must_null": null, "any_null": null, "status_null": "on", "several": 3})).expect("lawful");
    assert_eq!((one.any_null.clone(), one.status_null.clone()), (None, Maybe::Value(Status::On)));
    let extra = json!({"must": "a", "must_null": null, "any_null": null, "stranger": 1});
    assert!(serde_json::from_value::<One>(extra).is_err(), "the object is closed");
}

#[test]
fn names_keep_their_meaning_and_the_wire_its_spelling() {
    use names::operations::ThingsGet;
    use names::types::Order;
    let request = ThingsGet::new("a b/c", "..")
        .with_date_before("2024")
        .with_date("x&y")
        .with_channel_data_to("é")
        .with_id_in_query(7)
        .with_gen("");
    assert_eq!(request.path(), "/things/a%20b%2Fc/%2E%2E.json");
    assert_eq!(request.query(), "id=7&Date%3C=2024&Date=x%26y&ChannelData.To=%C3%A9&gen=");
    let back = ThingsGet::from_parts(["a b/c", ".."], &request.query()).expect("what was written");
    assert_eq!(back, request);
    let known = ["ASC", "asc", "Asc", "+1", "-1", "", "other", "A/B", "A.B"];
    assert_eq!(Order::KNOWN, known);
    for wire in known {
        let value = Order::from_wire(wire);
        assert!(value.is_known(), "{wire}");
        assert_eq!(serde_json::to_value(&value).expect("JSON"), wire);
    }
    assert_eq!(Order::from_wire("ASC"), Order::AscUpper);
    assert_eq!(Order::from_wire("asc"), Order::AscLower);
    assert_eq!(Order::from_wire("+1"), Order::Plus1);
    assert_eq!(Order::from_wire("A/B"), Order::ASlashB);
    let unknown: Order = serde_json::from_value(json!("new")).expect("unknown values are kept");
    assert_eq!((unknown.as_str(), unknown.is_known()), ("new", false));
}

#[test]
fn a_dotted_component_a_title_and_an_enumeration_have_humane_names() {
    use dotted::operations::{GuestsDelete, GuestsList, GuestsUpdate};
    use dotted::types::{
        CallRecording, CallRecordingKind, Guest, GuestStatus, GuestsList404Body,
        GuestsUpdate409Body, ListGuestResponse, ListGuestResponseOrder, NoteV2, Room,
        RoomEnumStatus, RoomReason, RoomRecording, RoomStatus, UpdateGuestRequest,
        UpdateGuestRequestMethod,
    };
    // Two payloads of one title each say whose they are.
    let _: (GuestsList404Body, dotted::types::GuestsUpdate404Body, GuestsUpdate409Body);
    let _: (RoomRecording, CallRecording, NoteV2, RoomStatus);
    assert!(CallRecordingKind::Whole.is_known() && RoomEnumStatus::Open.is_known());
    let guest = json!({"label": null, "muted": true, "status": "there", "room": {"reason": null, "links": null}});
    let read: Guest = serde_json::from_value(guest.clone()).expect("lawful");
    assert_eq!(
        (read.label.as_deref(), read.muted, &read.since),
        (None, Some(true), &Maybe::Absent)
    );
    assert_eq!(read.status, GuestStatus::There);
    let room: &Room = read.room.as_ref().expect("a room");
    assert_eq!((&room.reason, &room.status), (&Maybe::<RoomReason>::Null, &None));
    assert_eq!(serde_json::to_value(&read).expect("JSON"), guest, "null stays null, absent absent");
    let bare = json!({"label": null, "muted": null, "status": null});
    assert!(serde_json::from_value::<Guest>(bare).is_err(), "a bare reference lets no null in");
    let page = json!({"guests": [guest], "next_page_uri": null, "order": "down"});
    let page: ListGuestResponse = serde_json::from_value(page).expect("lawful");
    assert_eq!(page.order, Some(ListGuestResponseOrder::Down));
    let list = GuestsList::new("RM0123456789abcdef0123456789abcdef".parse().expect("34 letters"))
        .with_page_size(2.try_into().expect("inside"))
        .with_page(1.try_into().expect("inside"))
        .with_page_token("PA 1");
    assert_eq!(list.query(), "PageSize=2&Page=1&PageToken=PA+1");
    let form = UpdateGuestRequest::new()
        .with_muted(true)
        .with_method(UpdateGuestRequestMethod::Post)
        .with_events(vec!["a".into(), "b".into()]);
    let update = GuestsUpdate::new("RM1", "my label/\u{e9}+x").with_body(form);
    assert_eq!(update.path(), "/2010-04-01/Rooms/RM1/Guests/my%20label%2F%C3%A9+x.json");
    let (_, body) = update.content().expect("content");
    assert_eq!(String::from_utf8_lossy(&body), "Muted=true&Method=POST&Events=a&Events=b");
    let back =
        GuestsDelete::from_parts(["RM1", "my label/\u{e9}+x"], "").expect("what was written");
    assert_eq!(back.path(), update.path());
    let sentences: Vec<&str> =
        dotted::requirements::ALL.iter().map(|one| one.id.as_ref()).collect();
    assert_eq!(sentences, ["DOT-0001", "DOT-0002", "RFC-0001"]);
}

#[test]
fn forms_are_written_as_clients_send_them_and_read_strictly() {
    use forms::operations::UpdateCalls;
    use forms::types::{Event, Update};
    let update = Update::new(Event::Ringing)
        .with_muted(false)
        .with_note("")
        .with_events(vec![Event::Answered, Event::Ringing])
        .with_callback("https://a.example/?b=c".parse().expect("a URI"));
    let form = "Status=ringing&Muted=false&Callback=https%3A%2F%2Fa.example%2F%3Fb%3Dc&Events=answered&Events=ringing&Note=";
    assert_eq!(update.to_form(), form);
    assert_eq!(Update::from_form(form.as_bytes()), Ok(update.clone()));
    assert_eq!(
        Update::from_form(b"Status=answered&Muted=TRUE").map(|one| one.muted),
        Ok(Some(true))
    );
    for (text, field) in [
        ("Status=ringing&Muted=banana", "`Muted`"),
        ("Status=ringing&Limit=0", "`Limit`"),
        ("Status=ringing&Limit=abc", "`Limit`"),
        ("Status=humming", "`Status`"),
        ("Status=ringing&Callback=relative", "`Callback`"),
        ("Status=ringing&Since=Mon, 24 Sept 2018 21:00:00 %2B0000", "`Since`"),
        ("Status=ringing&Stranger=1", "`Stranger`"),
        ("Status=ringing&Status=answered", "`Status`"),
        ("Muted=true", "`Status`"),
    ] {
        let error = Update::from_form(text.as_bytes()).expect_err(text).to_string();
        assert!(error.contains(field), "{text}: {error}");
    }
    let request = UpdateCalls::new(vec!["a,b".into(), "c d".into()], true, Event::Ringing, update)
        .with_repeated(vec![1, 2])
        .with_joined(vec![Event::Ringing, Event::Answered])
        .with_x_tags(vec!["x".into(), "y".into()]);
    assert_eq!(request.path(), "/calls/a,b,c%20d/true");
    assert_eq!(request.query(), "Repeated=1&Repeated=2&Joined=ringing%2Canswered&Event=ringing");
    assert_eq!(request.headers(), [("X-Tags", "x,y".to_owned())]);
    let (media_type, bytes) = request.content().expect("content");
    assert_eq!(
        (media_type, bytes.as_slice()),
        ("application/x-www-form-urlencoded", form.as_bytes())
    );
}

#[test]
fn a_union_of_texts_is_one_text_in_a_form() {
    use forms::types::{Event, Update, UpdateSize, UpdateWait};
    let wait = |text: &str| Update::from_form(format!("Status=ringing&Wait={text}").as_bytes());
    let empty = wait("").expect("empty is the second alternative");
    assert!(matches!(empty.wait, Some(UpdateWait::Text(_))));
    assert_eq!(empty.to_form(), "Status=ringing&Wait=");
    let url = wait("https%3A%2F%2Fa.example%2F").expect("a URI is the first");
    assert!(matches!(url.wait, Some(UpdateWait::Uri(_))));
    assert_eq!(url.to_form(), "Status=ringing&Wait=https%3A%2F%2Fa.example%2F");
    let error = wait("neither").expect_err("neither takes it").to_string();
    assert!(error.contains("`Wait`"), "{error}");
    let size = |text: &str| UpdateSize::from_text(text).map(|size| size.to_text());
    assert_eq!((size("7"), size("answered")), (Ok("7".into()), Ok("answered".into())));
    assert!(size("often").is_err(), "a value that is not listed is no value");
    assert_eq!(UpdateSize::from_text("ringing"), Ok(UpdateSize::Event(Box::new(Event::Ringing))));
}

#[test]
fn a_request_has_one_of_several_media_types_or_none() {
    use forms::operations::{Either, EitherBody};
    assert_eq!(Either::new().content(), None);
    let request = Either::new().with_body(EitherBody::Text("hi".into()));
    assert_eq!(request.content(), Some(("text/plain", b"hi".to_vec())));
    let map = std::collections::BTreeMap::from([("a b".to_owned(), "c".to_owned())]);
    let request = Either::new().with_body(EitherBody::Form(map));
    assert_eq!(request.content(), Some(("application/x-www-form-urlencoded", b"a+b=c".to_vec())));
    let request = Either::new().with_body(EitherBody::Png(vec![0xff]));
    assert_eq!(request.content(), Some(("image/png", vec![0xff])));
}

#[test]
fn each_status_and_media_type_has_its_own_type() {
    use responses::responses::{BareResponse, CreateJobResponse as Response, decode};
    let json = Some("application/json");
    let job = br#"{"id": "0f4a3d52-6c1e-4b0f-9a57-1d2e3c4b5a60"}"#;
    assert!(matches!(Response::decode(202, json, job), Ok(Response::Accepted(_))));
    assert!(matches!(Response::decode(200, json, br#"{"result": "x"}"#), Ok(Response::OkJson(_))));
    assert!(
        matches!(Response::decode(200, json, job), Err(DecodeError::Payload { status: 200, .. })),
        "the 202's type is not the 200's"
    );
    let vendor = Some("application/vnd.acme+json");
    assert!(
        matches!(Response::decode(200, vendor, b"[]"), Ok(Response::OkVndAcmeJson(list)) if list.is_empty())
    );
    assert!(
        matches!(Response::decode(200, Some("text/csv"), b"a,b"), Ok(Response::OkCsv(text)) if text == "a,b")
    );
    assert!(
        matches!(Response::decode(200, Some("image/gif"), b"\xff"), Ok(Response::OkAny(bytes)) if bytes == [0xff])
    );
    assert_eq!(Response::decode(204, None, b"stray"), Ok(Response::NoContent));
    assert_eq!(Response::decode(404, None, b""), Ok(Response::NotFound));
    let problem = Some("application/problem+json");
    assert!(matches!(
        Response::decode(418, problem, br#"{"code": 1, "more": 2}"#),
        Ok(Response::ClientError { status: 418, .. })
    ));
    assert!(matches!(
        Response::decode(418, json, b"{}"),
        Err(DecodeError::MediaType { status: 418, .. })
    ));
    let rest = Response::decode(503, json, br#"{"code": 1}"#).expect("default");
    assert_eq!(rest.status(), 503);
    assert!(matches!(
        BareResponse::decode(200, None, b"x"),
        Ok(BareResponse::Undocumented { status: 200, .. })
    ));
    assert!(matches!(
        BareResponse::decode(503, None, b""),
        Ok(BareResponse::ServerError { status: 503 })
    ));
    assert_eq!(decode("create_job", 204, None, b""), Some(Ok(())));
    assert!(decode("create_job", 202, json, b"{}").expect("known").is_err());
    assert_eq!(decode("nobody", 200, None, b""), None);
}

#[test]
fn recursive_and_composed_types_round_trip() {
    use composition::types::{Holder, Leaf, Shape, Tree};
    let tree = json!({
        "name": "root", "parent": null,
        "left": {"tree": {"name": "inner", "parent": {"name": "root", "parent": null}}},
        "children": [{"name": "child", "parent": null}],
        "by_name": {"x": {"name": "x", "parent": null}},
    });
    let read: Tree = serde_json::from_value(tree.clone()).expect("lawful");
    assert_eq!(serde_json::to_value(&read).expect("JSON"), tree);
    let leaf =
        json!({"id": "0f4a3d52-6c1e-4b0f-9a57-1d2e3c4b5a60", "colour": "blue", "fallen": true});
    let read: Leaf = serde_json::from_value(leaf.clone()).expect("members of both parts");
    assert_eq!(serde_json::to_value(&read).expect("JSON"), leaf);
    assert!(
        serde_json::from_value::<Leaf>(
            json!({"id": "0f4a3d52-6c1e-4b0f-9a57-1d2e3c4b5a60", "colour": "red", "x": 1})
        )
        .is_err()
    );
    let holder = json!({"shape": "text", "shapes": [null, 3], "other": 5});
    let read: Holder = serde_json::from_value(holder.clone()).expect("lawful");
    assert!(matches!(read.shape, Shape::Text(_)));
    assert_eq!(read.additional_properties.get("other"), Some(&5));
    assert_eq!(serde_json::to_value(&read).expect("JSON"), holder);
}

#[test]
fn bounds_and_formats_are_types() {
    use bounds::types::Bounds;
    let read = |key: &str, value: serde_json::Value| {
        let mut object = json!({"narrow": 1, "plain": 1, "wide": 1});
        object[key] = value;
        serde_json::from_value::<Bounds>(object).is_ok()
    };
    for (key, good, bad) in [
        ("narrow", json!(1000), json!(1001)),
        ("plain", json!(2_147_483_647), json!(2_147_483_648_i64)),
        ("wide", json!(9_223_372_036_854_775_807_i64), json!(1e19)),
        ("name", json!("äöü"), json!("long")),
        ("long", json!("ab"), json!("a")),
        ("when", json!("2018-09-24T21:00:00Z"), json!("2018-09-24")),
        (
            "mailed",
            json!("Mon, 24 Sep 2018 21:00:00 +0000"),
            json!("Mon, 24 Sept 2018 21:00:00 +0000"),
        ),
        ("where", json!("https://a.example"), json!("/a")),
        ("link", json!("/a"), json!("a b")),
        (
            "who",
            json!("0f4a3d52-6c1e-4b0f-9a57-1d2e3c4b5a60"),
            json!("0f4a3d526c1e4b0f9a571d2e3c4b5a60"),
        ),
    ] {
        assert!(read(key, good.clone()), "{key} takes {good}");
        assert!(!read(key, bad.clone()), "{key} refuses {bad}");
    }
    let query = bounds::operations::Bounds::from_parts([], "Page=0&Big=-10").expect("inside");
    assert_eq!(query.query(), "Page=0&Big=-10");
    for outside in ["Page=-1", "Big=10", "Big=-11"] {
        assert!(bounds::operations::Bounds::from_parts([], outside).is_err(), "{outside}");
    }
}
