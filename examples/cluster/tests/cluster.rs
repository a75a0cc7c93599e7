//! One application in three processes, over HTTP, while parts of it are ended.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use support::{Browser, Cluster, until};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone) AppleWebKit/605.1 Version/18.0 Safari/604.1";
const ODD: &str = "<b title=\"odd\">&Son";

/// Returns the ids of the logins on the page of devices, the current one first.
fn ids(page: &str) -> Vec<&str> {
    let parts = page.split(r#"name="id" value=""#).skip(1);
    parts.map(|part| part.split('"').next().unwrap()).collect()
}

#[test]
fn a_login_at_one_process_counts_at_all_and_is_ended_at_any() {
    let Some(cluster) = Cluster::start() else {
        return;
    };
    let [first, second, third] = cluster.ports();
    let mut firefox = Browser::new(FIREFOX);
    let mut safari = Browser::new(SAFARI);
    firefox.log_in(first);
    safari.log_in(second);
    assert_eq!(firefox.protected(&[first, second, third]), [200; 3]);
    let processes = [first, second, third].map(|port| {
        let page = firefox.get(port, "/protected").body;
        let (_, process) = page.split_once("Answered by process ").unwrap();
        process.split('<').next().unwrap().to_owned()
    });
    assert!(processes[0] != processes[1] && processes[1] != processes[2]);

    let page = firefox.get(third, "/devices").body;
    assert!(page.contains("Firefox on Linux"), "{page}");
    assert!(page.contains("Safari on iPhone"), "{page}");
    assert_eq!(page.matches("this one").count(), 1, "{page}");
    let [own, other] = ids(&page)[..] else {
        panic!("not two logins: {page}");
    };
    let mut copy = safari.clone();
    let ended = firefox.post(third, "/devices/end", &format!("id={other}"));
    assert_eq!(ended.redirect(), (303, "/devices"));
    for port in [first, second, third] {
        // Neither the session nor the remember cookie is accepted any more.
        let refused = copy.clone().get(port, "/protected");
        assert_eq!(refused.redirect(), (302, "/login?next=%2Fprotected"));
    }
    assert_eq!(copy.protected(&[first, second, third]), [302; 3]);
    assert_eq!(firefox.protected(&[first, second, third]), [200; 3]);
    let page = firefox.get(second, "/devices").body;
    assert!(page.contains("Logged out: Safari on iPhone."), "{page}");
    assert_eq!(ids(&page), [own]);
}

#[test]
fn a_user_logs_out_everywhere_else_and_everywhere() {
    let Some(cluster) = Cluster::start() else {
        return;
    };
    let [first, second, third] = cluster.ports();
    let mut browsers = [FIREFOX, SAFARI, ODD].map(Browser::new);
    for browser in &mut browsers {
        browser.log_in(first);
    }
    let [mut here, mut there, mut elsewhere] = browsers;
    // The browser's own name is escaped.
    let page = here.get(first, "/devices").body;
    assert!(
        page.contains("&lt;b title=&quot;odd&quot;&gt;&amp;Son"),
        "{page}"
    );
    assert!(!page.contains("<b "), "{page}");

    let ended = here.post(second, "/devices/end-others", "");
    assert_eq!(ended.redirect(), (303, "/devices"));
    let page = here.get(third, "/devices").body;
    assert!(page.contains("Logged out in 2 other places."), "{page}");
    assert_eq!(there.get(third, "/protected").status, 302);
    assert_eq!(elsewhere.get(third, "/protected").status, 302);

    there.log_in(third);
    let mut copy = here.clone();
    assert_eq!(here.post(first, "/devices/end-all", "").status, 200);
    assert!(here.jar.is_empty(), "{:?}", here.jar);
    assert_eq!(copy.get(second, "/protected").status, 302);
    assert_eq!(there.get(second, "/protected").status, 302);
}

#[test]
fn the_end_of_a_process_logs_nobody_out() {
    let Some(mut cluster) = Cluster::start() else {
        return;
    };
    let [first, second, third] = cluster.ports();
    let mut firefox = Browser::new(FIREFOX);
    firefox.log_in(first);
    cluster.apps[0].kill();
    assert!(firefox.try_get(first, "/protected").is_err());
    assert_eq!(firefox.protected(&[second, third]), [200; 2]);
    let answer = firefox.post(second, "/logout", "");
    assert_eq!(answer.status, 200);
    assert_eq!(firefox.get(third, "/protected").status, 302);
}

#[test]
fn nobody_is_logged_out_while_redis_is_away() {
    let Some(mut cluster) = Cluster::start() else {
        return;
    };
    let ports = cluster.ports();
    let mut firefox = Browser::new(FIREFOX);
    let mut safari = Browser::new(SAFARI);
    firefox.log_in(ports[0]);
    safari.log_in(ports[1]);
    let cookies = firefox.jar.clone();

    cluster.redis.kill();
    for port in ports {
        for path in ["/protected", "/devices"] {
            let answer = firefox.get(port, path);
            assert_eq!(answer.status, 503, "{answer:?}");
            let seconds: u32 = answer.header("retry-after").unwrap().parse().unwrap();
            assert!(seconds > 0);
            assert_eq!(answer.header("set-cookie"), None);
            assert!(answer.body.contains("You are not logged out"), "{answer:?}");
        }
        assert_eq!(firefox.post(port, "/logout", "").status, 503);
        assert_eq!(firefox.get(port, "/").status, 200);
    }
    assert_eq!(firefox.jar, cookies);

    cluster.redis.start_again();
    for port in ports {
        until("the process finds Redis again", || {
            firefox.get(port, "/protected").status == 200
        });
    }
    assert_eq!(safari.protected(&ports), [200; 3]);
    let page = safari.get(ports[2], "/devices").body;
    assert_eq!(ids(&page).len(), 2, "{page}");
}

#[test]
fn devices_are_for_who_gave_the_password_lately() {
    let Some(cluster) = Cluster::start() else {
        return;
    };
    let [first, second, third] = cluster.ports();
    let mut firefox = Browser::new(FIREFOX);
    let anonymous = firefox.get(first, "/devices");
    assert_eq!(anonymous.redirect(), (302, "/login?next=%2Fdevices"));
    firefox.log_in(first);
    // The browser is closed: only the remember cookie is left.
    firefox.jar.remove("session").unwrap();
    assert_eq!(firefox.get(second, "/protected").status, 200);
    let stale = firefox.get(third, "/devices");
    assert_eq!(stale.redirect(), (302, "/reauthenticate?next=%2Fdevices"));
    for path in ["/devices/end", "/devices/end-others", "/devices/end-all"] {
        let stale = firefox.post(third, path, "id=0");
        assert_eq!(stale.redirect(), (302, "/reauthenticate"), "{path}");
    }
    let path = "/reauthenticate?next=%2Fdevices";
    assert_eq!(firefox.get(first, path).status, 200);
    let wrong = firefox.post(first, path, "email=foo%40bar.tld&password=wrong");
    assert!(wrong.body.contains("Bad password"), "{wrong:?}");
    let confirmed = firefox.post(second, path, "email=foo%40bar.tld&password=secret");
    assert_eq!(confirmed.redirect(), (303, "/devices"));
    assert_eq!(firefox.get(third, "/devices").status, 200);
}
