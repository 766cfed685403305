//! Twilio's REST API of 2010.

use rollcall_generated::twilio;

use super::words::{ConferenceWords, Creation, Envelope, LabelWords};
use super::{Dialect, Ids, Resources, Roles, Style};

/// Twilio's REST API of 2010.
pub(super) const DIALECT: Dialect = Dialect {
    id: "twilio",
    api: &twilio::routes::API,
    requirements: twilio::requirements::ALL,
    decode: twilio::responses::decode,
    style: Style::Resources(&Resources {
        id: "twilio",
        api: &twilio::routes::API,
        roles: Roles {
            list: "ListParticipant",
            retrieve: "FetchParticipant",
            update: "UpdateParticipant",
            remove: "DeleteParticipant",
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
            ("EndConferenceOnExit", "end_conference_on_exit"),
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
        moves_by: 4,
        changed: "date_updated",
        dates: &["date_created", "date_updated"],
        ends_conference: "end_conference_on_exit",
        demands: &[("Coaching", "true", "CallSidToCoach")],
        names_participant: &["CallSidToCoach"],
        names_one_without: &[("CallSidToCoach", "Hold", "hold")],
        any_value: &["Muted"],
        loose_flags: true,
        closed_form: false,
        bad_input: &[400],
        malformed: &[400, 404],
        exclusive: &[
            &["Hold", "HoldUrl", "HoldMethod"],
            &["Coaching", "CallSidToCoach"],
            &["AnnounceUrl", "AnnounceMethod"],
        ],
        opaque: &["PageToken"],
        needs_token: &[],
        filters: &[("Muted", "muted"), ("Hold", "hold"), ("Coaching", "coaching")],
        page_size: ("PageSize", "page_size"),
        page_number: ("Page", "page"),
        next_page: "next_page_uri",
        page_links: &["uri", "first_page_uri", "next_page_uri", "previous_page_uri"],
        envelope: Some(Envelope {
            members: &[
                "end",
                "first_page_uri",
                "last_page_uri",
                "next_page_uri",
                "num_pages",
                "page",
                "page_size",
                "previous_page_uri",
                "start",
                "total",
                "uri",
            ],
            places: ("start", "end"),
        }),
        ordered_by: Some("date_created"),
        conference: Some(ConferenceWords {
            fetch: "FetchConference",
            update: "UpdateConference",
            id: "Sid",
            names: &[("account_sid", "AccountSid"), ("sid", "Sid")],
            harmless: ("AnnounceUrl", "https://hooks.rollcall.example/announce"),
            end: ("Status", "completed"),
            ended: ("status", "completed"),
            reason: "reason_conference_ended",
            ended_by: "call_sid_ending_conference",
            by_update: "conference-ended-via-api",
            by_flag: "participant-with-end-conference-on-exit-kicked",
            by_last: "last-participant-kicked",
        }),
        creation: Some(Creation {
            operation: "CreateParticipant",
            to: "To",
            from: "From",
            label: Some("Label"),
            ready: ("status", "connected"),
            besides: &[("EndConferenceOnExit", "false"), ("Beep", "false"), ("Record", "false")],
        }),
        label: Some(LabelWords { handed: "Label", member: "label" }),
        ids_ignore_case: false,
        malformed_ids,
        fresh_id,
    }),
    offered: &[],
    not_judged: &[],
    clients: include_str!("../../../spec/twilio/clients.yaml"),
};

/// The prefix of the kind of thing that a path parameter names, then 32 hexadecimal digits in small letters.
fn fresh_id(parameter: &str, bytes: [u8; 16]) -> String {
    let prefix = match parameter {
        "AccountSid" => "AC",
        "CallSid" => "CA",
        _ => "CF",
    };
    format!("{prefix}{}", uuid::Builder::from_random_bytes(bytes).into_uuid().simple())
}

/// No SIDs, made of one that nobody has, so that a server which reads them generously still finds nobody. In the place of a
/// participant's they could be labels, which nobody has either.
fn malformed_ids(id: &str) -> Vec<String> {
    let (prefix, digits) = id.split_at(2);
    vec![
        "not-a-sid".to_owned(),
        id[..id.len() - 1].to_owned(),
        format!("{id}0"),
        format!("{}g", &id[..id.len() - 1]),
        format!("{}{digits}", prefix.to_lowercase()),
        format!("ZZ{digits}"),
        digits.to_owned(),
        "0".to_owned(),
        "null".to_owned(),
        "..".to_owned() + id,
        format!("{id} "),
        format!("é{id}"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_ids_obey_the_document_and_malformed_ones_do_not() {
        let hexadecimal = |text: &str| text.bytes().all(|own| b"0123456789abcdef".contains(&own));
        let is_sid = |prefix: &str, id: &str| {
            id.len() == 34 && id.strip_prefix(prefix).is_some_and(hexadecimal)
        };
        for (parameter, prefix) in
            [("AccountSid", "AC"), ("ConferenceSid", "CF"), ("Sid", "CF"), ("CallSid", "CA")]
        {
            let id = fresh_id(parameter, [0xAB; 16]);
            assert!(is_sid(prefix, &id), "{id}");
            for malformed in malformed_ids(&id) {
                assert!(!is_sid(prefix, &malformed), "{malformed}");
                assert!(!malformed.contains('/'), "{malformed}");
            }
        }
    }
}
