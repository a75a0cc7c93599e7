//! Werkzeug's encoding of cookie values: plain if possible, otherwise in quotes, with the bytes
//! that a cookie must not contain in octal.

/// Decodes a value that Werkzeug has written. Returns `None` for anything that Werkzeug would not
/// have written, including other spellings of the same text.
///
/// Unnecessary quotes are accepted: earlier versions of Werkzeug put them around values with `@`
/// and brackets.
pub(crate) fn unquote(value: &[u8]) -> Option<String> {
    let Some(inner) = value.strip_prefix(b"\"") else {
        let text = str::from_utf8(value).ok()?;
        return is_plain(text).then(|| text.to_owned());
    };
    let inner = inner.strip_suffix(b"\"")?;
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((first, after)) = rest.split_first() {
        let (byte, after) = match (first, after) {
            (b'\\', [escaped @ (b'"' | b'\\'), after @ ..]) => (*escaped, after),
            (b'\\', [a, b, c, after @ ..]) => (octal(*a, *b, *c)?, after),
            (b'\\', _) => return None,
            (byte, after) => (*byte, after),
        };
        bytes.push(byte);
        rest = after;
    }
    let text = String::from_utf8(bytes).ok()?;
    (escape(&text).as_bytes() == inner).then_some(text)
}

/// Encodes text as Werkzeug does.
pub(crate) fn quote(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    format!("\"{}\"", escape(text))
}

fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, 0x21..=0x7e) && !b"\",;\\".contains(&byte))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => escaped.extend(['\\', char::from(byte)]),
            b',' | b';' | 0..=0x1f | 0x7f..=0xff => {
                let digit = |shift: u8| char::from(b'0' + ((byte >> shift) & 7));
                escaped.extend(['\\', digit(6), digit(3), digit(0)]);
            }
            _ => escaped.push(char::from(byte)),
        }
    }
    escaped
}

fn octal(a: u8, b: u8, c: u8) -> Option<u8> {
    let digit = |byte: u8, most: u8| {
        let value = byte.checked_sub(b'0')?;
        (value <= most).then_some(value)
    };
    Some((digit(a, 3)? << 6) | (digit(b, 7)? << 3) | digit(c, 7)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_written_as_werkzeug_writes_it() {
        for (text, written) in [
            ("42", "42"),
            ("a|b%40@c", "a|b%40@c"),
            ("zoë@example.com", r#""zo\303\253@example.com""#),
            ("a b", r#""a b""#),
            ("a,b;c", r#""a\054b\073c""#),
            (r#"a"b\c"#, r#""a\"b\\c""#),
            ("\r\n", r#""\015\012""#),
            ("佐藤", r#""\344\275\220\350\227\244""#),
        ] {
            assert_eq!(quote(text), written);
            assert_eq!(unquote(written.as_bytes()).as_deref(), Some(text));
        }
        // As Werkzeug did before 2.3.
        assert_eq!(unquote(b"\"a@b\"").as_deref(), Some("a@b"));
    }

    #[test]
    fn k7_another_spelling_of_a_text_is_refused() {
        for written in [
            &b"zo\xc3\xab"[..], // Not quoted.
            b"\"zo\xc3\xab\"",  // Quoted, not escaped.
            br#""\141""#,       // Escaped unnecessarily.
            br#""\a""#,         // An unknown escape.
            br#""\377""#,       // Not UTF-8.
            br#""\400""#,       // Not a byte.
            br#""\08a""#,       // Not octal.
            br#""\30""#,        // Truncated.
            br#""\""#,          // The closing quote is escaped.
            br#"""#,            // Only the opening quote.
            br#""a"#,           // The same.
            br#""a"b""#,        // An unescaped quote inside.
            b"a b",             // Needs quotes.
            b"a\\b",            // The same.
        ] {
            assert_eq!(unquote(written), None, "{written:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in any::<String>()) {
            let written = quote(&text);
            prop_assert!(written.bytes().all(|byte| matches!(byte, 0x20..=0x7e)));
            prop_assert!(!written.contains([',', ';']));
            prop_assert_eq!(unquote(written.as_bytes()), Some(text));
        }

        #[test]
        fn d1_no_bytes_make_it_panic(value in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Some(text) = unquote(&value) {
                let inner = value.strip_prefix(b"\"").map_or(&value[..], |v| &v[..v.len() - 1]);
                let (plain, escaped) = (text.as_bytes() == inner, escape(&text));
                prop_assert!(plain || escaped.as_bytes() == inner);
            }
        }
    }
}
