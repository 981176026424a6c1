//! Canonical JSON: one spelling for one record. The part of RFC 8785 that records
//! need: one object of texts, whole numbers and lists of texts, keys in ASCII order.

use std::collections::BTreeMap;

use serde_json::Value;

/// Above this a number is not the same in every reader of JSON.
const NUMBER_MAX: u64 = (1 << 53) - 1;

/// A value of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// A text.
    Text(String),
    /// A whole number below 2⁵³.
    Number(u64),
    /// Texts in the order that means something.
    Texts(Vec<String>),
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Returns the one spelling of `fields`, without a line feed at the end.
pub(super) fn encode(fields: &BTreeMap<String, Field>) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    out.push(b'{');
    for (index, (key, field)) in fields.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        text(key, &mut out);
        out.push(b':');
        match field {
            Field::Text(value) => text(value, &mut out),
            Field::Number(number) => out.extend_from_slice(number.min(&NUMBER_MAX).to_string().as_bytes()),
            Field::Texts(values) => {
                out.push(b'[');
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    text(value, &mut out);
                }
                out.push(b']');
            }
        }
    }
    out.push(b'}');
    out
}

/// The escapes of serde_json are those of RFC 8785: the short ones where they exist,
/// `\u00xx` in lower case for the other control characters, nothing else.
fn text(value: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("a text is written to memory");
}

/// Reads what [`encode`] wrote; nothing when the bytes are anything else, be it the
/// same object in another spelling.
pub(super) fn decode(bytes: &[u8]) -> Option<BTreeMap<String, Field>> {
    let Value::Object(object) = serde_json::from_slice(bytes).ok()? else { return None };
    let mut fields = BTreeMap::new();
    for (key, value) in object {
        let field = match value {
            Value::String(text) => Field::Text(text),
            Value::Number(number) => Field::Number(number.as_u64().filter(|number| *number <= NUMBER_MAX)?),
            Value::Array(values) => {
                let text = |value| if let Value::String(text) = value { Some(text) } else { None };
                Field::Texts(values.into_iter().map(text).collect::<Option<_>>()?)
            }
            Value::Null | Value::Bool(_) | Value::Object(_) => return None,
        };
        fields.insert(key, field);
    }
    (encode(&fields) == bytes).then_some(fields)
}
