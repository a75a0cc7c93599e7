//! What came back, and assertions on it.

use serde_json::Value;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// One `Set-Cookie` line.
#[derive(Clone, Debug)]
pub(crate) struct SetCookie {
    pub(crate) name: String,
    pub(crate) value: String,
    attributes: Vec<String>,
}

impl Answer {
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let split = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let split = split.expect("no end of the headers");
        let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
        let body = String::from_utf8(bytes[split + 4..].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        });
        Self {
            status: status.parse().unwrap(),
            headers: headers.collect(),
            body,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// 200 with this body.
    #[track_caller]
    pub(crate) fn is(&self, body: &str) -> &Self {
        assert_eq!((self.status, self.body.as_str()), (200, body));
        self
    }

    #[track_caller]
    pub(crate) fn has_status(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// A redirect there; the host of the request may stand before a path.
    #[track_caller]
    pub(crate) fn redirects_to(&self, location: &str) -> &Self {
        assert_eq!(self.status, 302, "{}", self.body);
        let there = self.header("location").unwrap();
        let there = match there.strip_prefix("http://localhost") {
            Some(path) if path.starts_with('/') && location.starts_with('/') => path,
            _ => there,
        };
        assert_eq!(there, location);
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(super) fn cookies(&self) -> Vec<SetCookie> {
        let lines = self.headers.iter().filter(|(name, _)| name == "set-cookie");
        lines.map(|(_, line)| SetCookie::parse(line)).collect()
    }

    /// The one line that sets or removes this cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<SetCookie> {
        let mut named = self.cookies();
        named.retain(|cookie| cookie.name == name);
        assert!(named.len() < 2, "two of {name}");
        named.pop()
    }

    #[track_caller]
    pub(crate) fn sets(&self, name: &str) -> SetCookie {
        let cookie = self.cookie(name).expect("the cookie is not set");
        assert!(!cookie.is_removal(), "{name} is removed");
        cookie
    }

    #[track_caller]
    pub(crate) fn removes(&self, name: &str) -> SetCookie {
        let cookie = self.cookie(name).expect("the cookie is not removed");
        assert!(cookie.is_removal(), "{name} is set");
        cookie
    }

    #[track_caller]
    pub(crate) fn leaves(&self, name: &str) -> &Self {
        assert!(self.cookie(name).is_none(), "{name} is set or removed");
        self
    }
}

impl SetCookie {
    fn parse(line: &str) -> Self {
        let mut parts = line.split("; ");
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            attributes: parts.map(str::to_owned).collect(),
        }
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find_map(|attribute| attribute.strip_prefix(name)?.strip_prefix('='))
    }

    pub(crate) fn has(&self, flag: &str) -> bool {
        self.attributes.iter().any(|attribute| attribute == flag)
    }

    pub(crate) fn is_removal(&self) -> bool {
        self.value.is_empty()
    }

    pub(crate) fn lasts(&self) -> bool {
        self.attribute("Max-Age").is_some() || self.attribute("Expires").is_some()
    }

    /// Whether it lasts so many seconds from now, give or take ten.
    #[track_caller]
    pub(crate) fn lasts_for(&self, seconds: i64) {
        let life = match self.attribute("Max-Age") {
            Some(seconds) => seconds.parse().unwrap(),
            None => until(self.attribute("Expires").expect("it ends with the browser")),
        };
        assert!((life - seconds).abs() <= 10, "{life} seconds");
    }
}

/// Seconds from now to a date such as `Wed, 25 Nov 2026 02:30:23 GMT`.
fn until(date: &str) -> i64 {
    let fields: Vec<&str> = date.split([' ', ':']).collect();
    let number = |index: usize| fields[index].parse::<i64>().unwrap();
    let months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let month = i64::try_from(months.find(fields[2]).unwrap()).unwrap() / 3 + 1;
    // Days since 1970, by the calendar that begins its years in March.
    let (year, month) = if month < 3 {
        (number(3) - 1, month + 9)
    } else {
        (number(3), month - 3)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + number(1)
        - 1
        - 719_468;
    let then = days * 86_400 + number(4) * 3600 + number(5) * 60 + number(6);
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    then - i64::try_from(now.as_secs()).unwrap()
}
