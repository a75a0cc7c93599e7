//! Sessions in a Redis that is reached with TLS.

#![allow(missing_docs, clippy::unwrap_used)]

#[allow(
    dead_code,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::format_push_string
)]
#[path = "../../../tests/conformance/site/mod.rs"]
mod site;

use std::{
    fs,
    path::{Path, PathBuf},
};

use login_tests::servers::{RedisServer, free_port, skip};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use redis::Client;
use serde_json::json;

use crate::site::{Server, Site};

/// An unknown certificate authority, and its certificate for 127.0.0.1.
struct Certificates {
    authority: PathBuf,
    certificate: PathBuf,
    key: PathBuf,
}

impl Certificates {
    fn new() -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        let server_pem = server.signed_by(&key, &issuer).unwrap().pem();

        let file = |name: &str, pem: String| {
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            fs::write(&file, pem).unwrap();
            file
        };
        Self {
            authority: file("authority.pem", authority_pem),
            certificate: file("certificate.pem", server_pem),
            key: file("key.pem", key.serialize_pem()),
        }
    }
}

/// Starts a Redis with that certificate. Returns its TLS port as well.
fn server(certificates: &Certificates) -> Option<(RedisServer, u16)> {
    let server = RedisServer::start(&[])?;
    let mut redis = Client::open(server.url())
        .unwrap()
        .get_connection()
        .unwrap();
    let known: Vec<String> = redis::cmd("CONFIG")
        .arg(&["GET", "tls-port"])
        .query(&mut redis)
        .unwrap();
    if known.is_empty() {
        skip("this redis-server has no TLS");
        return None;
    }
    let port = free_port();
    redis::cmd("CONFIG")
        .arg("SET")
        .arg("tls-cert-file")
        .arg(certificates.certificate.to_str())
        .arg("tls-key-file")
        .arg(certificates.key.to_str())
        .arg("tls-ca-cert-file")
        .arg(certificates.authority.to_str())
        .arg("tls-auth-clients")
        .arg("no")
        .arg("tls-port")
        .arg(port)
        .exec(&mut redis)
        .unwrap();
    Some((server, port))
}

#[test]
fn a_store_by_tls_works_where_its_authority_is_trusted_and_nowhere_else() {
    let certificates = Certificates::new();
    let Some((_server, port)) = server(&certificates) else {
        return;
    };
    let conf = json!({ "SECRET_KEY": "deterministic" });
    let contract = |host: &str| Server::command(&format!("rediss://{host}:{port}"));

    let mut trusting = contract("127.0.0.1");
    trusting.env("SSL_CERT_FILE", &certificates.authority);
    let mut site = Site::at(Server::start(trusting, &conf));
    site.get("/login-notch");
    site.get("/username").is("Notch");

    let suspicious = contract("127.0.0.1");
    // The certificate is not for this name.
    let mut elsewhere = contract("localhost");
    elsewhere.env("SSL_CERT_FILE", &certificates.authority);
    for mut command in [suspicious, elsewhere] {
        let output = command.output().unwrap();
        assert!(!output.status.success());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("certificate"), "{said}");
    }
}
