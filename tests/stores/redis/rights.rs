//! A user of Redis who has the rights that the documentation lists, and no other.

use login::store::{Limit, RedisStore, SessionStore, StoreError, WhenFull};
use login_tests::servers::RedisServer;

use super::{HOUR, NOW, entry, raw};

const DOCUMENTATION: &str = include_str!("../../../login/src/store/redis/mod.rs");
const PREFIX: &str = "{login-suite}:";

/// The commands that `RedisStore::connect` says are needed.
fn commands() -> Vec<&'static str> {
    let (_, list) = DOCUMENTATION
        .split_once("A Redis user with restricted rights")
        .unwrap();
    let (list, _) = list.split_once("`info`").unwrap();
    list.split('`').skip(1).step_by(2).collect()
}

/// The words that make the user `login`, with all rights but one.
fn user(missing: &str) -> Vec<String> {
    let mut words = ["login", "on", ">geheim"].map(str::to_owned).to_vec();
    words.push(format!("~{PREFIX}*"));
    let commands = commands().into_iter().filter(|command| *command != missing);
    words.extend(commands.map(|command| format!("+{command}")));
    words
}

/// A server that has this user.
pub(super) fn server() -> Option<RedisServer> {
    let user = user("");
    let mut arguments = vec!["--user"];
    arguments.extend(user.iter().map(String::as_str));
    RedisServer::start(&arguments)
}

/// Where the user finds that server.
pub(super) fn url(server: &RedisServer) -> String {
    format!("redis://login:geheim@127.0.0.1:{}/", server.port())
}

pub(super) async fn connect(url: &str) -> Result<RedisStore, StoreError> {
    RedisStore::builder(url).prefix(PREFIX).connect().await
}

/// Every operation, on every way through it.
async fn everything(url: &str) -> Result<(), StoreError> {
    let store = connect(url).await?;
    let [first, second, third] = [(); 3].map(|()| entry(Some("anna")));
    let limit = |when_full| Some(Limit { most: 1, when_full });
    store.create(&first, None, NOW).await?;
    store.create(&second, limit(WhenFull::Refuse), NOW).await?;
    store
        .create(&second, limit(WhenFull::EvictOldest), NOW)
        .await?;
    store.load(&second.key, NOW).await?;
    store.touch(&second.key, NOW, NOW + 2 * HOUR, NOW).await?;
    store.update(&second, NOW).await?;
    let anew = limit(WhenFull::EvictOldest);
    store.replace(&second.key, 1, &third, anew, NOW).await?;
    store.list("anna", NOW).await?;
    store.delete(&third.key, NOW).await?;
    store.create(&first, None, NOW).await?;
    store.delete_of("anna", &[], NOW).await?;
    Ok(())
}

#[actix_web::test]
async fn each_right_in_the_documentation_is_needed_and_they_are_all() {
    let Some(server) = server() else {
        return;
    };
    let url = url(&server);
    everything(&url).await.unwrap();
    let mut raw = raw(&server).await;
    assert!(commands().len() > 10);
    // `strlen` only words an error about what is no entry.
    for missing in commands().into_iter().filter(|name| *name != "strlen") {
        raw.ask::<()>("FLUSHALL").await;
        raw.ask::<()>("SCRIPT FLUSH").await;
        raw.ask::<()>("ACL DELUSER login").await;
        let user = user(missing).join(" ");
        raw.ask::<()>(&format!("ACL SETUSER {user}")).await;
        assert!(everything(&url).await.is_err(), "{missing}");
    }
}
