//! A million tokens that are almost ours: none is accepted, and none takes much longer than the
//! others, whatever is wrong with it.

use std::{collections::HashSet, time::Instant};

use actix_web::{http::header::HeaderValue, test::TestRequest};
use login_fuzz::with_site;

const TOKENS: usize = 1_000_000;
/// What the first ones take says which are looked at again.
const WARM_UP: usize = 10_000;
/// A slow answer may be the machine's: it is asked for again so often, and the fastest counts.
const AGAIN: usize = 20;
const MOST_TIMES_THE_MEDIAN: u64 = 10;

/// Numbers that differ from each other, the same in every run (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

/// One to three things are done to a token: a symbol changed, left out, put in, moved; its end cut
/// off; another token's end put there.
fn mutated(token: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    const SYMBOLS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.~%";
    let mut token = token.to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(token.len().max(1));
        let symbol = SYMBOLS[numbers.below(SYMBOLS.len())];
        match numbers.below(6) {
            0 if !token.is_empty() => token[at] = symbol,
            1 if !token.is_empty() => drop(token.remove(at)),
            2 => token.insert(at, symbol),
            3 if !token.is_empty() => {
                let last = token.len() - 1;
                token.swap(at, last);
            }
            4 => token.truncate(at),
            _ => {
                token.truncate(at);
                token.extend(other.iter().skip(at));
            }
        }
    }
    token
}

fn main() {
    with_site(async |site| {
        let mut real = Vec::new();
        for _ in 0..2 {
            let mut browser = site.browser();
            browser.post("/login").await;
            let header = browser.cookie_header();
            let cookies = header
                .split("; ")
                .filter_map(|cookie| cookie.split_once('='));
            real.extend(cookies.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        let ours: HashSet<&[u8]> = real.iter().map(|(_, value)| value.as_bytes()).collect();
        let ask = async |cookie: &HeaderValue| {
            let request = TestRequest::with_uri("/guarded").insert_header(("cookie", cookie));
            let begun = Instant::now();
            let answer = site.send(request).await;
            (answer.status, begun.elapsed().as_nanos() as u64)
        };
        let mut numbers = Numbers(1);
        let mut times = Vec::new();
        let mut slow = Vec::new();
        let (mut is_warm, mut watch) = (false, u64::MAX);
        while !is_warm || times.len() < TOKENS {
            let (name, token) = &real[numbers.below(real.len())];
            let (_, other) = &real[numbers.below(real.len())];
            let token = mutated(token.as_bytes(), other.as_bytes(), &mut numbers);
            if ours.contains(token.as_slice()) {
                continue;
            }
            let header = [name.as_bytes(), b"=", &token].concat();
            let cookie = HeaderValue::from_bytes(&header).expect("symbols of a header");
            let (status, time) = ask(&cookie).await;
            assert_ne!(status, 200, "accepted: {cookie:?}");
            times.push(time);
            if !is_warm && times.len() == WARM_UP {
                times.sort_unstable();
                watch = times[WARM_UP / 2] * MOST_TIMES_THE_MEDIAN / 2;
                times.clear();
                is_warm = true;
            }
            if is_warm && time > watch {
                slow.push((cookie, time));
            }
        }
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        let median = at(0.5);
        let limit = median * MOST_TIMES_THE_MEDIAN;
        let mut slowest = 0;
        for (cookie, first) in slow.iter().filter(|(_, time)| *time > limit) {
            let mut fastest = *first;
            for _ in 0..AGAIN {
                fastest = fastest.min(ask(cookie).await.1);
            }
            slowest = slowest.max(fastest);
            assert!(fastest <= limit, "takes {fastest} ns: {cookie:?}");
        }
        println!("{TOKENS} tokens, none accepted");
        println!(
            "median {median} ns, 99.9 % {} ns, slowest {} ns; of those beyond 10 times the median, \
             asked again, none took more than {slowest} ns",
            at(0.999),
            at(1.0)
        );
    });
}
