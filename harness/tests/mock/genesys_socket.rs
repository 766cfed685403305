//! The reference server of Genesys over WebSocket: what is told comes by itself, with a rewriter of the bytes and without one.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::support::genesys::{handshake, named, plain_desk, varied_desk};

const CALLS: &str = "/v2/me/calls";

/// The next frame that is a batch.
async fn frame<S>(socket: &mut tokio_tungstenite::WebSocketStream<S>) -> Value
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    serde_json::from_str(socket.next().await.unwrap().unwrap().to_text().unwrap()).unwrap()
}

#[tokio::test]
async fn a_websocket_is_told_without_asking_through_a_rewriter_as_well() {
    for desk in [plain_desk().await, varied_desk("header-case").await] {
        let mut visitor = desk.first();
        visitor.log_in().await;
        let address = desk.running.address;
        let url = format!("ws://{address}/api/v2/notifications");
        let request = |cookie: &str| {
            let mut request = url.as_str().into_client_request().unwrap();
            request.headers_mut().insert("Cookie", cookie.parse().unwrap());
            request
        };
        let stream = TcpStream::connect(address).await.unwrap();
        let refused = tokio_tungstenite::client_async(request("a=b"), stream).await;
        assert!(refused.unwrap_err().to_string().contains("401"));

        let stream = TcpStream::connect(address).await.unwrap();
        let cookie = format!("JSESSIONID={}", visitor.cookies["JSESSIONID"]);
        let (mut socket, _) =
            tokio_tungstenite::client_async(request(&cookie), stream).await.unwrap();
        let mut asked = handshake();
        asked[0]["supportedConnectionTypes"] = json!(["websocket"]);
        socket.send(Frame::text(asked.to_string())).await.unwrap();
        let shaken = frame(&mut socket).await;
        assert_eq!(shaken[0]["supportedConnectionTypes"], json!(["websocket"]), "{shaken}");
        let subscribe = json!([{ "channel": "/meta/subscribe", "clientId": shaken[0]["clientId"],
            "subscription": CALLS }]);
        socket.send(Frame::text(subscribe.to_string())).await.unwrap();
        assert_eq!(frame(&mut socket).await[0]["successful"], true);
        visitor.post(&desk.call(0), &named("Hold")).await;
        let told = frame(&mut socket).await;
        assert_eq!(told[0]["data"]["call"]["state"], "Held", "{told}");
        let connect = json!([{ "channel": "/meta/connect", "clientId": shaken[0]["clientId"],
            "connectionType": "websocket", "id": "1" }]);
        socket.send(Frame::text(connect.to_string())).await.unwrap();
        assert_eq!(frame(&mut socket).await[0]["id"], "1");
        socket.close(None).await.unwrap();
    }
}
