//! SignalWire's Compatibility API.

use rollcall_generated::signalwire;

use super::{Dialect, Ids, Resources, Roles, Style};

/// SignalWire's Compatibility API.
pub(super) const DIALECT: Dialect = Dialect {
    id: "signalwire",
    api: &signalwire::routes::API,
    requirements: signalwire::requirements::ALL,
    decode: signalwire::responses::decode,
    style: Style::Resources(&Resources {
        id: "signalwire",
        api: &signalwire::routes::API,
        roles: Roles {
            list: "list_all_participants",
            retrieve: "retrieve_participant",
            update: "update_participant",
            remove: "delete_participant",
        },
        ids: Ids { account: "AccountSid", conference: "ConferenceSid", participant: "CallSid" },
        items: "participants",
        names: &[
            ("account_sid", "AccountSid"),
            ("conference_sid", "ConferenceSid"),
            ("call_sid", "CallSid"),
        ],
        shows: &[
            ("Muted", "muted"),
            ("Hold", "hold"),
            ("Coaching", "coaching"),
            ("CallSidToCoach", "call_sid_to_coach"),
        ],
        followed: &[
            "muted",
            "hold",
            "coaching",
            "call_sid_to_coach",
            "start_conference_on_enter",
            "end_conference_on_exit",
            "date_created",
        ],
        moves_by: 0,
        changed: "date_updated",
        dates: &[],
        ends_conference: "end_conference_on_exit",
        demands: &[("Coaching", "true", "CallSidToCoach")],
        names_participant: &["CallSidToCoach"],
        names_one_without: &[],
        any_value: &[],
        loose_flags: false,
        closed_form: true,
        bad_input: &[400, 422],
        malformed: &[400, 404, 422],
        exclusive: &[
            &["Hold", "HoldUrl", "HoldMethod"],
            &["Coaching", "CallSidToCoach"],
            &["AnnounceUrl", "AnnounceMethod"],
        ],
        opaque: &["PageToken"],
        needs_token: &["Page"],
        filters: &[("Muted", "muted"), ("Hold", "hold")],
        page_size: ("PageSize", "page_size"),
        page_number: ("Page", "page"),
        next_page: "next_page_uri",
        page_links: &["uri", "first_page_uri", "next_page_uri", "previous_page_uri"],
        envelope: None,
        ordered_by: None,
        conference: None,
        creation: None,
        label: None,
        ids_ignore_case: true,
        malformed_ids,
        fresh_id: |_, bytes| uuid::Builder::from_random_bytes(bytes).into_uuid().to_string(),
    }),
    offered: &[],
    not_judged: &[
        ("conference-end-told", "the document has no operation that looks at a conference"),
        ("conference-ends", "the document has no operation that ends a conference"),
        ("dates-in-gmt", "nothing says in which zone dates are written"),
        ("label-names-one", "the document has no labels"),
        ("list-in-date-order", "nothing says in which order a list is"),
        ("page-envelope", "the schema of a page says all that there is to say about its members"),
        ("page-places-count", "a page does not tell the places of its entries"),
    ],
    clients: "",
};

/// Not UUIDs, made of one that nobody has, so that a server which reads them generously still finds nobody.
fn malformed_ids(id: &str) -> Vec<String> {
    vec![
        "not-a-uuid".to_owned(),
        id[..id.len() - 1].to_owned(),
        format!("{id}0"),
        format!("{}g", &id[..id.len() - 1]),
        format!("{id}-{id}"),
        "0".to_owned(),
        "null".to_owned(),
        "..".to_owned() + id,
        format!("{id} "),
        format!("é{id}"),
    ]
}
