//! A cluster of two nodes.

use std::time::Duration;

use login::store::{Limit, RedisStore, SessionStore, WhenFull, Written};
use login_tests::servers::{RedisServer, free_port};

use super::{HOUR, NOW, entry, raw};

/// Two nodes with half of the keys each.
pub(super) async fn cluster() -> Option<[RedisServer; 2]> {
    let mut nodes = Vec::new();
    for slots in ["0 8191", "8192 16383"] {
        let bus = free_port().to_string();
        let node = RedisServer::start(&["--cluster-enabled", "yes", "--cluster-port", &bus])?;
        let mut raw = raw(&node).await;
        raw.ask::<()>(&format!("CLUSTER ADDSLOTSRANGE {slots}"))
            .await;
        nodes.push((node, bus));
    }
    let [(first, _), (second, bus)] = <[_; 2]>::try_from(nodes).unwrap();
    let mut raw = raw(&first).await;
    let port = second.port();
    raw.ask::<()>(&format!("CLUSTER MEET 127.0.0.1 {port} {bus}"))
        .await;
    for node in [&first, &second] {
        until_it_is_whole(node).await;
    }
    Some([first, second])
}

async fn until_it_is_whole(node: &RedisServer) {
    let mut raw = raw(node).await;
    for _ in 0..1000 {
        let info: String = raw.ask("CLUSTER INFO").await;
        if info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:2") {
            return;
        }
        actix_web::rt::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the cluster does not come together");
}

#[actix_web::test]
async fn in_a_cluster_every_operation_works_whichever_node_is_asked_first() {
    let Some(nodes) = cluster().await else {
        return;
    };
    for node in &nodes {
        let store = RedisStore::connect(&node.url()).await.unwrap();
        let limit = Some(Limit {
            most: 2,
            when_full: WhenFull::EvictOldest,
        });
        let [anna, ben, next] = ["anna", "ben", "anna"].map(|owner| entry(Some(owner)));
        for entry in [&anna, &ben] {
            assert_eq!(
                store.create(entry, limit, NOW).await.unwrap(),
                Written::Done
            );
        }
        assert_eq!(store.update(&anna, NOW).await.unwrap(), Written::Done);
        assert!(store.touch(&anna.key, NOW, NOW + HOUR, NOW).await.unwrap());
        let replaced = store.replace(&anna.key, 1, &next, limit, NOW).await;
        assert_eq!(replaced.unwrap(), Written::Done);
        assert_eq!(store.load(&anna.key, NOW).await.unwrap(), None);
        assert_eq!(store.list("anna", NOW).await.unwrap(), [next]);
        assert_eq!(store.delete_of("anna", &[], NOW).await.unwrap(), 1);
        assert!(store.delete(&ben.key, NOW).await.unwrap());

        let untagged = RedisStore::builder(node.url()).prefix("login:");
        let error = untagged.connect().await.unwrap_err();
        assert!(error.to_string().contains("part in braces"), "{error}");
    }
}

#[actix_web::test]
async fn keys_that_moved_to_another_node_are_found_again() {
    let Some(nodes) = cluster().await else {
        return;
    };
    let store = RedisStore::connect(&nodes[0].url()).await.unwrap();
    let mut first = raw(&nodes[0]).await;
    let slot: u16 = first.ask("CLUSTER KEYSLOT {login}:").await;
    let mut from = usize::from(slot > 8191);
    for _ in 0..2 {
        let to = 1 - from;
        let id: String = raw(&nodes[to]).await.ask("CLUSTER MYID").await;
        // It is empty; so nothing has to be carried over.
        for node in [to, from] {
            let set = format!("CLUSTER SETSLOT {slot} NODE {id}");
            raw(&nodes[node]).await.ask::<()>(&set).await;
        }
        let anna = entry(Some("anna"));
        assert_eq!(store.create(&anna, None, NOW).await.unwrap(), Written::Done);
        assert!(store.delete(&anna.key, NOW).await.unwrap());
        from = to;
    }
}
