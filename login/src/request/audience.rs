//! Who reads the response to a refused request: a person or a program.

use actix_web::http::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

// Constants, so that the names are not parsed with every request.
const HX_REQUEST: HeaderName = HeaderName::from_static("hx-request");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const X_REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// A browser that navigates to a page. It can follow a redirect to the login view.
    Person,
    /// HTMX, which follows `HX-Redirect`. It would insert a page that it is redirected to into a
    /// fragment.
    Htmx,
    /// A script or an API client, which needs a status and a body that it can parse.
    Program,
}

impl Audience {
    /// Returns the audience of a request. Only a request that is clearly from a program counts as
    /// one. All others get the redirect, as in Flask-Login.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let header = |name: HeaderName| headers.get(name).map_or(&b""[..], HeaderValue::as_bytes);
        if header(HX_REQUEST) == b"true" {
            return Self::Htmx;
        }
        let fetch_mode = header(SEC_FETCH_MODE);
        let accept = header(ACCEPT);
        // Browsers that ask for a page name HTML first.
        let wants_json = !names(accept, *b"html") && names(accept, *b"json");
        let by_script = header(X_REQUESTED_WITH).eq_ignore_ascii_case(b"xmlhttprequest")
            || !(fetch_mode.is_empty() || fetch_mode == b"navigate");
        let has_credentials = headers.contains_key(AUTHORIZATION);
        if wants_json || by_script || has_credentials {
            Self::Program
        } else {
            Self::Person
        }
    }
}

/// Returns whether `text` contains `word`, ignoring case.
fn names(text: &[u8], word: [u8; 4]) -> bool {
    let mut candidates = text.windows(word.len());
    candidates.any(|candidate| candidate.eq_ignore_ascii_case(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audience(lines: &[(&'static str, &'static str)]) -> Audience {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        Audience::of(&headers)
    }

    #[test]
    fn g2_people_programs_and_htmx_are_told_apart() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for person in [
            &[][..],
            &[("accept", "*/*")],
            &[("accept", browser), ("sec-fetch-mode", "navigate")],
            &[("accept", "text/html, application/json")],
        ] {
            assert_eq!(audience(person), Audience::Person, "{person:?}");
        }
        for program in [
            &[("accept", "application/json")][..],
            &[("accept", "application/problem+json")],
            &[("accept", "*/*"), ("sec-fetch-mode", "cors")],
            &[("x-requested-with", "XMLHttpRequest"), ("accept", browser)],
            &[("authorization", "Bearer x")],
        ] {
            assert_eq!(audience(program), Audience::Program, "{program:?}");
        }
        assert_eq!(
            audience(&[("hx-request", "true"), ("sec-fetch-mode", "cors")]),
            Audience::Htmx
        );
    }
}
