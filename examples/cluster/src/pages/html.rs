//! Conversion of text to HTML.

use std::time::SystemTime;

/// Escapes text for HTML, including attributes in double quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

/// Describes in words how long ago a time was.
pub(super) fn ago(time: SystemTime) -> String {
    const UNITS: [(u64, &str); 3] = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    // The clock of another process may be ahead.
    let seconds = time.elapsed().unwrap_or_default().as_secs();
    for (length, unit) in UNITS {
        match seconds / length {
            0 => {}
            1 => return format!("1 {unit} ago"),
            many => return format!("{many} {unit}s ago"),
        }
    }
    "just now".to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{ago, escaped};

    #[test]
    fn what_a_browser_says_of_itself_is_no_html() {
        let html = escaped(r#"<b title="x" id='y'>&"#);
        assert_eq!(html, "&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
    }

    #[test]
    fn times_are_told_in_one_unit() {
        let expected = [
            (0, "just now"),
            (61, "1 minute ago"),
            (7_300, "2 hours ago"),
            (200_000, "2 days ago"),
        ];
        for (seconds, words) in expected {
            let time = SystemTime::now() - Duration::from_secs(seconds);
            assert_eq!(ago(time), words);
        }
        assert_eq!(ago(SystemTime::now() + Duration::from_secs(9)), "just now");
    }
}
