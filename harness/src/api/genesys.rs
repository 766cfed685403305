//! The calls of Genesys Web Services.

use rollcall_generated::genesys;

use super::{Calls, Dialect, Style};

/// The calls of Genesys Web Services.
pub(super) const DIALECT: Dialect = Dialect {
    id: "genesys",
    api: &genesys::routes::API,
    requirements: genesys::requirements::ALL,
    decode: genesys::responses::decode,
    style: Style::Calls(&Calls {
        me: "getMe",
        list: "getCalls",
        retrieve: "getCall",
        operate: "operateCall",
        messages: "exchangeMessages",
        messages_at: "exchangeMessagesAt",
        call_id: "id",
        participant: "participant",
        channel: "/v2/me/calls",
        remove: "RemoveParticipantFromConference",
        hold: ("Hold", "Held"),
        unhold: ("Retrieve", "Established"),
        ends: &["ClearCall", "Hangup"],
        ended: "Released",
        participants_told: "ParticipantsUpdated",
        state_told: "StatusChange",
    }),
    not_judged: &[],
    offered: &["allow-on-405", "challenge-on-401"],
    clients: "",
};
