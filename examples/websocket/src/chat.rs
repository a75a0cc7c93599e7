//! The websocket.

use std::time::Duration;

use actix_web::{
    Error, HttpRequest, HttpResponse, error::ErrorForbidden, get, rt, rt::time::timeout, web,
};
use actix_ws::{CloseCode, Message, MessageStream, Session};
use login::{AuthSession, CurrentUser, LoginError, is_cross_site, login_required};

use crate::{
    room::{PATIENCE, Room},
    users::User,
};

/// How long a connection lives. A guard is checked only when a connection begins. The page reconnects after
/// this time, which fails if the login has expired or was ended elsewhere.
const LIFE: Duration = Duration::from_secs(10 * 60);

#[get("/chat")]
#[login_required]
pub(crate) async fn chat(
    request: HttpRequest,
    body: web::Payload,
    auth: AuthSession,
    user: CurrentUser<User>,
    room: web::Data<Room>,
) -> Result<HttpResponse, Error> {
    // A websocket begins with a `GET` with cookies, which a page of any other site can send.
    if is_cross_site(&request) {
        return Err(ErrorForbidden("from another site"));
    }
    let Some(login) = this_login(&auth).await? else {
        return Err(auth.unauthorized());
    };
    let (response, socket, messages) = actix_ws::handle(&request, body)?;
    let id = room.enter(&login, user.name, socket.clone());
    // Checked again: a concurrent logout either finds the connection in the room, or is noticed here.
    if this_login(&auth).await?.as_ref() != Some(&login) {
        room.leave(id);
        return Err(auth.unauthorized());
    }
    rt::spawn(async move {
        room.tell_who_is_here().await;
        let listening = listen(messages, socket.clone(), (id, user.name), &room);
        if timeout(LIFE, listening).await.is_err() {
            let closing = socket.close(Some(CloseCode::Again.into()));
            // If the client does not read the message, the connection is dropped anyway.
            timeout(PATIENCE, closing).await.ok();
        }
        room.leave(id);
        room.tell_who_is_here().await;
    });
    Ok(response)
}

/// Listens until the client closes the connection or sends something invalid, or until its seat is gone.
async fn listen(
    mut messages: MessageStream,
    mut socket: Session,
    (id, name): (u64, &str),
    room: &Room,
) {
    while let Some(Ok(message)) = messages.recv().await {
        match message {
            Message::Text(text) => {
                let line = serde_json::json!({ "from": name, "text": &*text });
                if !room.speak(id, &line.to_string()).await {
                    return;
                }
            }
            Message::Ping(bytes) => {
                let answered = socket.pong(&bytes).await;
                if answered.is_err() {
                    return;
                }
            }
            Message::Close(_) => return,
            _ => {}
        }
    }
}

/// Returns the store's id of this browser's login; `None` if it has just ended.
pub(crate) async fn this_login(auth: &AuthSession) -> Result<Option<String>, LoginError> {
    let logins = match auth.sessions().await {
        Err(LoginError::NotLoggedIn) => return Ok(None),
        logins => logins?,
    };
    let this = logins.into_iter().find(|login| login.is_current);
    Ok(this.map(|login| login.id))
}
