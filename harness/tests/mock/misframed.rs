//! The reference server's framing: true where it is plain, and wrong in one way each where it is told to be.

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::support::{Site, faulty, plain, read_all, request};

/// The bytes that answer two requests sent behind each other on one connection, without the dates.
async fn pair(site: &Site, methods: [&str; 2]) -> String {
    let credentials = site.credentials();
    let fields = [("Authorization", credentials.as_str())];
    let sent = [
        request(methods[0], &site.one(0, 0), &fields, b"", false),
        request(methods[1], &site.one(0, 1), &fields, b"", true),
    ];
    let mut stream = TcpStream::connect(site.running.address).await.unwrap();
    stream.write_all(&sent.concat()).await.unwrap();
    let raw = String::from_utf8(read_all(&mut stream).await).unwrap();
    let dated = raw.split_inclusive('\n').filter(|line| !line.starts_with("date: "));
    dated.collect()
}

/// What the plain server sends for a retrieval, then for a second request: head and content of the first, then the rest.
async fn plain_pair(methods: [&str; 2]) -> (String, String, String) {
    let all = pair(&plain().await, methods).await;
    let (head, rest) = all.split_once("\r\n\r\n").unwrap();
    let at = if methods[0] == "HEAD" { 0 } else { rest.find("HTTP/1.1 ").unwrap() };
    (format!("{head}\r\n\r\n"), rest[..at].to_owned(), rest[at..].to_owned())
}

#[tokio::test]
async fn the_length_of_a_participant_is_true_unless_a_fault_bends_it() {
    let (head, content, rest) = plain_pair(["GET", "DELETE"]).await;
    let length = content.len();
    let field = format!("content-length: {length}\r\n");
    assert_eq!(head, format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{field}\r\n"));
    assert!(rest.starts_with("HTTP/1.1 204 No Content\r\n") && rest.ends_with("\r\n\r\n"));

    let padded = pair(&faulty("content-length-short-padded").await, ["GET", "DELETE"]).await;
    assert_eq!(padded, format!("{head}{content}  {rest}"));

    let both = pair(&faulty("length-and-chunked").await, ["GET", "DELETE"]).await;
    let chunked = head.replace(&field, &format!("{field}transfer-encoding: chunked\r\n"));
    assert_eq!(both, format!("{chunked}{length:x}\r\n{content}\r\n0\r\n\r\n{rest}"));

    // The connection ends, so what is missing never comes, nor does another answer.
    let long = pair(&faulty("content-length-long").await, ["GET", "DELETE"]).await;
    let claimed = head.replace(&field, &format!("content-length: {}\r\n", length + 10));
    assert_eq!(long, format!("{claimed}{content}"));
}

#[tokio::test]
async fn an_answer_to_head_is_the_head_of_get_unless_a_fault_bends_it() {
    let (head, _, rest) = plain_pair(["HEAD", "GET"]).await;
    let (same, content, _) = plain_pair(["GET", "GET"]).await;
    assert_eq!(head, same);
    let field = format!("content-length: {}\r\n", content.len());
    for (fault, expected) in [
        ("head-with-content", format!("{head}{content}")),
        ("head-length-zero", head.replace(&field, "content-length: 0\r\n")),
        (
            "header-line-folded",
            head.replace(&field, &format!("{field}x-served-by: one,\r\n another\r\n")),
        ),
        (
            "header-space-before-colon",
            head.replace(&field, &format!("{field}x-served-by : one\r\n")),
        ),
    ] {
        let site = faulty(fault).await;
        assert_eq!(pair(&site, ["HEAD", "GET"]).await, format!("{expected}{rest}"), "{fault}");
    }
}

#[tokio::test]
async fn the_head_of_a_participant_is_well_formed_unless_a_fault_bends_it() {
    let (head, content, rest) = plain_pair(["GET", "DELETE"]).await;
    for (fault, expected) in [
        ("reason-space-missing", head.replace("200 OK\r\n", "200\r\n")),
        ("bare-line-feeds", head.replace("\r\n", "\n")),
    ] {
        let site = faulty(fault).await;
        let seen = pair(&site, ["GET", "DELETE"]).await;
        assert_eq!(seen, format!("{expected}{content}{rest}"), "{fault}");
        // Refusals and lists are as they should be.
        let list = site.ask("GET", &site.list(0)).await;
        assert!(list.raw.starts_with(b"HTTP/1.1 200 OK\r\ncontent-type: "), "{}", list.text());
        let gone = site.ask("GET", &site.one(0, 1)).await;
        assert!(gone.raw.starts_with(b"HTTP/1.1 404 Not Found\r\n"), "{}", gone.text());
    }
}
