//! The guide on troubleshooting has every message of the library, word for word.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{fs, path::Path, str::FromStr};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../login/src");

/// What puts text before those who run an application.
const SPEAKERS: [&str; 8] = [
    "error",
    "format",
    "new",
    "problem",
    "warn",
    "with_context",
    "write",
    "write_str",
];

/// These speak to the authors of tests and stores, or write what nobody reads as a message.
const OTHERS: [&str; 4] = ["testing/", "store/conformance/", "__private", "tests.rs"];

fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_str().unwrap();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs")
            && !OTHERS.iter().any(|other| name.contains(other))
        {
            found.push(name.to_owned());
        }
    }
}

/// All literals that a speaker is given, at whatever depth.
fn said(tokens: TokenStream, by_speaker: bool, found: &mut Vec<String>) {
    let mut speaker = false;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => speaker = SPEAKERS.contains(&name.to_string().as_str()),
            TokenTree::Group(group) => {
                let is_call = group.delimiter() == Delimiter::Parenthesis;
                said(group.stream(), by_speaker || (speaker && is_call), found);
                speaker = false;
            }
            TokenTree::Literal(literal) if by_speaker => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    found.push(text.value());
                }
            }
            TokenTree::Punct(mark) => speaker &= mark.as_char() == '!',
            TokenTree::Literal(_) => {}
        }
    }
}

/// What stands between the places that are filled in.
fn fixed_parts(message: &str) -> impl Iterator<Item = &str> {
    let parts = message.split('{').enumerate();
    let parts = parts.map(|(index, part)| match part.split_once('}') {
        Some((_, after)) if index > 0 => after,
        _ => part,
    });
    parts.map(str::trim).filter(|part| part.len() > 11)
}

#[test]
fn every_message_is_in_the_guide() {
    let guides = ["troubleshooting", "storages"].map(|guide| {
        let guide = fs::read_to_string(format!("{ROOT}/guide/{guide}.md")).unwrap();
        guide.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    let mut sources = Vec::new();
    files(Path::new(ROOT), &mut sources);
    let mut messages = 0;
    let mut missing = Vec::new();
    for path in sources {
        let source = fs::read_to_string(&path).unwrap();
        let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let mut found = Vec::new();
        said(TokenStream::from_str(source).unwrap(), false, &mut found);
        let sentences = found.iter().filter(|text| text.split(' ').count() > 3);
        for message in sentences {
            messages += 1;
            let is_there = |part: &str| guides.iter().any(|guide| guide.contains(part));
            if !fixed_parts(message).all(is_there) {
                missing.push(message.clone());
            }
        }
    }
    assert!(messages > 60, "{messages}");
    assert!(missing.is_empty(), "not in a guide: {missing:#?}");
}
