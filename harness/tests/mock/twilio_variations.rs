//! Lawful variations that only twilio allows: each departs from the plain server in its own point, and harms nothing.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::support::varied_in;

#[tokio::test]
async fn lawful_variations_show_and_harm_nothing() {
    let site = varied_in("twilio", "page-totals").await;
    let page = site.ask("GET", &format!("{}?PageSize=2", site.list(0))).await.json();
    assert_eq!((&page["total"], &page["num_pages"]), (&json!(3), &json!(2)));
    assert!(page["last_page_uri"].as_str().unwrap().contains("Page=1&PageSize=2"));
    for (name, member, expected) in [
        ("label-absent", "label", None),
        ("nulls-absent", "call_sid_to_coach", None),
        ("nulls", "uri", Some(Value::Null)),
        ("extra-members", "queue_time", Some(json!("0"))),
        ("coaching-call-sid", "coaching_call_sid", Some(Value::Null)),
    ] {
        let site = varied_in("twilio", name).await;
        let list = site.ask("GET", &site.list(0)).await.json();
        for shown in [&site.ask("GET", &site.one(0, 0)).await.json(), &list["participants"][0]] {
            assert_eq!(shown.get(member), expected.as_ref(), "{name}");
        }
        let label = site.conferences[0].labels[0].as_deref().unwrap();
        let segment = utf8_percent_encode(label, NON_ALPHANUMERIC).to_string();
        assert_eq!(site.ask("GET", &site.named(0, &segment)).await.status, 200, "{name}");
    }
    let site = varied_in("twilio", "unlabelled").await;
    assert!(site.conferences[0].labels.iter().all(Option::is_none));
    assert_eq!(site.ask("GET", &site.one(0, 0)).await.json().get("label"), None);
    for (name, detail) in [("detail-empty", Some(json!(""))), ("detail-absent", None)] {
        let site = varied_in("twilio", name).await;
        let answer = crate::support::send(site.running.address, "GET", "/", &[], b"").await.json();
        assert_eq!(answer.get("detail"), detail.as_ref(), "{name}");
    }
    let site = varied_in("twilio", "other-codes").await;
    assert_eq!(site.ask("GET", "/").await.json()["code"], json!(4_000_000_000_u64));
    let site = varied_in("twilio", "page-number-ignored").await;
    let page = site.ask("GET", &format!("{}?Page=1&PageSize=2", site.list(0))).await.json();
    assert_eq!((&page["page"], &page["start"]), (&json!(0), &json!(0)));
    let site = varied_in("twilio", "closed-form").await;
    let refused = site.post(&site.one(0, 0), "Nonsense=1").await;
    assert_eq!((refused.status, &refused.json()["code"]), (400, &json!(20422)));
    let site = varied_in("twilio", "status-moves").await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(site.ask("GET", &site.one(0, 0)).await.json()["status"].clone());
        for _ in 0..70 {
            site.ask("GET", &site.list(0)).await;
        }
    }
    statuses.dedup();
    assert_eq!(statuses, ["ringing", "connecting", "connected"]);
}
